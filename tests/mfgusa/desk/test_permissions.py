import pytest

from institutes.models import Partner
from tests.factories import PartnerFactory
from tests.mfgusa.desk.rows import MODELS, address


def test_export_needs_the_right_to_view(sign_in):
    response = sign_in(Partner, "add").get(address(Partner, "export"))

    assert response.status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_who_may_view_may_export(sign_in, model):
    response = sign_in(model, "view").get(address(model, "export"))

    assert response.status_code == 200


def test_who_may_only_view_is_asked_for_no_reason(sign_in):
    form = address(Partner, "change", PartnerFactory().pk)

    assert b'name="_why"' not in sign_in(Partner, "view").get(form).content
