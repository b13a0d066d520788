"""What the site writes is for its own account to read, whatever the umask it gets."""

import os
import subprocess
import sys

from django.conf import settings

PUBLIC = {"ALLOWED_HOSTS": "kb.example.org", "SECRET_KEY": "0123456789abcdef" * 4}


def manage(folder, *arguments, **variables):
    """Run a command as an account whose new files are for everybody to read."""
    subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATA_DIR": str(folder)} | variables,
        umask=0o022,
        check=True,
        capture_output=True,
        timeout=120,
    )


def test_no_other_account_reads_a_file_or_lists_a_folder(prepared_site, tmp_path):
    data = prepared_site.copy(tmp_path / "data").folder
    manage(data, "export_tables", tmp_path / "exports", "partners")
    manage(data, "backup", tmp_path / "site.backup", "--no-verify")
    manage(data, "collectstatic", "--noinput", **PUBLIC)

    database = data / "postgres"
    written = {path for path in tmp_path.rglob("*") if database not in path.parents}
    names = {path.name for path in written}
    assert {"secret-key", "partners.csv", "site.backup", "static"} < names
    # As root the database is another account's, which passes through its folder.
    open_to_others = [path for path in written - {data} if path.stat().st_mode & 0o077]
    assert open_to_others == []
    assert data.stat().st_mode & 0o066 == 0
