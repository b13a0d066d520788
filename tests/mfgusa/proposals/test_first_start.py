import pytest
from django.conf import settings

from mfgusa.proposals.seed import load_missing
from mfgusa.provenance.models import Source
from mfgusa.tables.files.readers.folder import read_package


@pytest.mark.django_db
def test_a_new_database_gets_everything_once():
    first, second = (
        load_missing(read_package(settings.TABLES_DIR), why="start") for _ in "12"
    )

    assert first == 3878
    assert second == 0
    assert Source.objects.count() == 621
