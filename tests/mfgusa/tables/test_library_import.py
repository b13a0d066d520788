"""The import of django-import-export, as the admin uses it, keeps the contract."""

import pytest
import tablib

from institutes.models import WorkforceProgram
from institutes.resources import PartnerResource, WorkforceProgramResource
from tests.factories import PartnerFactory, SourceFactory, StateFactory
from tests.factories import WorkforceProgramFactory as ProgramFactory

pytestmark = pytest.mark.django_db


def test_links_to_many_rows_are_imported():
    program = ProgramFactory()
    for code in ("OH", "MI"):
        StateFactory(code=code)
    sheet = tablib.Dataset(headers=["key", "states"])
    sheet.append([program.key, "OH;MI"])

    WorkforceProgramResource().import_data(sheet, raise_errors=True)

    states = WorkforceProgram.objects.get().states.order_by("code")
    assert [state.code for state in states] == ["MI", "OH"]


def test_a_misspelt_column_keeps_the_file_out():
    sheet = tablib.Dataset(["acme", "Acme"], headers=["key", "nmae"])

    result = PartnerResource().import_data(sheet)

    assert "Did you mean “name”?" in str(result.base_errors[0].error)


def test_one_bad_row_keeps_the_whole_file_out():
    source = SourceFactory().key
    sheet = tablib.Dataset(headers=["key", "name", "sector", "source"])
    sheet.append(["good", "Good", "industry", source])
    sheet.append(["bad", "Bad", "indutsry", source])

    result = PartnerResource().import_data(sheet)

    assert result.has_errors() or result.has_validation_errors()
    assert not PartnerResource().index()


def test_an_unknown_reference_is_named():
    PartnerFactory(key="acme")
    sheet = tablib.Dataset(["acme", "no-such"], headers=["key", "source"])

    result = PartnerResource().import_data(sheet)

    errors = result.row_errors() or result.invalid_rows
    assert errors
    assert "no-such" in str(result.invalid_rows[0].error or errors)
