import pytest
from django.core.management import CommandError

from mfgusa.management.commands.prepare import refuse_old_postgres


def test_an_old_server_is_refused_in_one_line():
    with pytest.raises(CommandError, match=r"PostgreSQL 17 or newer .* is 15\."):
        refuse_old_postgres(150018)


def test_newer_servers_are_welcome():
    assert refuse_old_postgres(170000) is None
