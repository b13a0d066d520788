import pytest

from institutes.models import Partner
from tests.admin.rows import MODELS, address
from tests.factories import PartnerFactory


@pytest.mark.parametrize("rights", [(), ("view",), ("change",), ("add",)])
def test_import_needs_the_rights_to_add_and_to_change(sign_in, rights):
    response = sign_in(Partner, *rights).get(address(Partner, "import"))

    assert response.status_code == 403


@pytest.mark.parametrize("rights", [("view",), ("change",), ("add",)])
def test_the_last_step_of_an_import_needs_the_same_rights(sign_in, rights):
    response = sign_in(Partner, *rights).post(address(Partner, "process_import"))

    assert response.status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_who_may_add_and_change_may_import(sign_in, model):
    response = sign_in(model, "add", "change").get(address(model, "import"))

    assert response.status_code == 200


def test_export_needs_the_right_to_view(sign_in):
    response = sign_in(Partner, "add").get(address(Partner, "export"))

    assert response.status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_who_may_view_may_export(sign_in, model):
    response = sign_in(model, "view").get(address(model, "export"))

    assert response.status_code == 200
    titles = [label for _, label in response.context["form"].fields["format"].choices]
    assert titles == ["---", "csv", "xlsx"]


def test_who_may_only_view_is_asked_for_no_reason(sign_in):
    form = address(Partner, "change", PartnerFactory().pk)

    assert b'name="_why"' not in sign_in(Partner, "view").get(form).content
