"""What the command line does on a machine where the site has never run."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def python(folder, *arguments):
    """Run Python with its data folder inside `folder`."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATA_DIR": str(folder / "data")},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def fresh_folder(tmp_path_factory):
    """A folder where the database is new and nothing has been prepared."""
    return tmp_path_factory.mktemp("fresh")


@pytest.mark.parametrize(
    "arguments",
    [("-c", "import mfgusa.settings"), ("manage.py", "check"), ("-m", "mfgusa.wsgi")],
)
def test_an_import_and_a_check_start_nothing_and_write_nothing(arguments, tmp_path):
    result = python(tmp_path, *arguments)

    assert (result.returncode, result.stderr) == (0, "")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("import_tables", "fixtures/tables"),
        ("export_tables", "{folder}"),
        ("backup", "{folder}"),
        ("createsuperuser", "--noinput", "--username=x", "--email=x@example.org"),
        ("changepassword", "x"),
    ],
)
def test_a_database_that_is_not_prepared_gets_one_clear_line(
    arguments, fresh_folder, tmp_path
):
    arguments = [argument.format(folder=tmp_path) for argument in arguments]

    result = python(fresh_folder, "manage.py", *arguments)

    line = (
        f"manage.py: the database in {fresh_folder / 'data'} is not prepared. "
        "Run first: manage.py prepare\n"
    )
    assert (result.returncode, result.stdout, result.stderr) == (1, "", line)
