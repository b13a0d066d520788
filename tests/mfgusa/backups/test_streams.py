"""A backup through standard output and input, as a pipe to `age` or `ssh` takes it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


def manage(*arguments, **streams):
    """Run a command as a program of its own, on the tests' database."""
    params = connection.get_connection_params()
    url = f"postgresql://postgres@/{params['dbname']}?host={params['host']}"
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        stderr=subprocess.PIPE,
        timeout=120,
        **streams,
    )


def test_what_goes_out_comes_in_again():
    SourceFactory()

    sent = manage("backup", "-", stdout=subprocess.PIPE)
    assert sent.returncode == 0
    assert b"verified by a test restore" in sent.stderr
    received = manage("check_backup", "-", input=sent.stdout, stdout=subprocess.PIPE)

    assert b"Standard input restores: " in received.stdout


def test_a_full_disk_behind_standard_output_is_an_error():
    with open("/dev/full", "wb") as full:
        result = manage("backup", "-", "--no-verify", stdout=full)

    assert result.returncode == 1
    assert b"cannot be written: No space left on device." in result.stderr
    assert result.stderr.count(b"\n") == 1


def test_a_broken_pipe_is_an_error():
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = manage("backup", "-", "--no-verify", stdout=writer)
    finally:
        os.close(writer)

    assert result.returncode == 1
    assert b"cannot be written: Broken pipe." in result.stderr
    assert result.stderr.count(b"\n") == 1


def test_what_is_no_backup_is_refused():
    result = manage("restore", "-", input=b"no zip", stdout=subprocess.PIPE)

    assert result.returncode == 1
    assert (
        b"Standard input is damaged or is not a backup made by this site."
        in result.stderr
    )
