"""Who may connect to the server: the user that it runs as, and root."""

import pwd
from pathlib import Path

from mfgusa.db.embedded.user import ServerUser

ORIGIN = "# Written anew by mfgusa.db.embedded at each start of the server.\n"
RULES = f"""{ORIGIN}\
local all all peer map=mfgusa
local replication all peer map=mfgusa
"""


def write_authentication(folder: Path, user: ServerUser) -> bool:
    """Write `pg_hba.conf` and `pg_ident.conf`; return whether they are different now.

    The two users may read and change the data anyway, so they may be any role.
    """
    root = pwd.getpwuid(0).pw_name
    names = dict.fromkeys([user.name, root])
    users = ORIGIN + "".join(f'mfgusa "{name}" all\n' for name in names)
    changes = [
        user.write(folder / "pg_hba.conf", RULES),
        user.write(folder / "pg_ident.conf", users),
    ]
    return any(changes)
