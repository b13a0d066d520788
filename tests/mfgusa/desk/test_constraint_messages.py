import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from institutes.models import Agency, FundingRecord, InstituteFocusArea, Partner
from tests.factories import (
    AgencyFactory,
    FundingRecordFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    SourceFactory,
)
from tests.mfgusa.desk.rows import address, as_posted, confirm_deletion, selection_of

NO_PRIMARY = "An institute has exactly one primary focus area; ARM has none."


@pytest.fixture
def link(db):
    return InstituteFactory(acronym="ARM").focus_links.get()


def said(response):
    return [str(message) for message in response.context["messages"]]


def errors_of(response):
    """The errors of the form as a whole."""
    return response.context["adminform"].form.non_field_errors()


def test_a_form_that_breaks_a_rule_over_rows_changes_nothing(desk, link):
    form = address(InstituteFocusArea, "change", link.pk)
    posted = as_posted(desk.get(form))
    del posted["primary"]

    response = desk.post(form, posted | {"_why": "Not its main field"})

    link.refresh_from_db()
    assert errors_of(response) == [NO_PRIMARY]
    assert said(response) == []
    assert not response.context["adminform"].form["primary"].value()
    assert 'value="Not its main field"' in response.text
    assert link.primary


def test_a_deletion_that_breaks_a_rule_over_rows_changes_nothing(desk, link):
    response = confirm_deletion(desk, link, _why="Entered twice")

    assert said(response) == [NO_PRIMARY]
    assert 'value="Entered twice"' in response.text
    assert InstituteFocusArea.objects.get() == link


def test_an_action_that_breaks_a_rule_over_rows_changes_nothing(desk, link):
    chosen = selection_of(desk, link) | {"_why": "Entered twice"}

    response = desk.post(address(InstituteFocusArea, "changelist"), chosen)

    assert said(response) == [NO_PRIMARY]
    assert 'value="Entered twice"' in response.text
    assert InstituteFocusArea.objects.get() == link


@pytest.mark.django_db(transaction=True)
def test_a_rule_that_is_checked_at_commit_is_no_server_error(desk, link):
    response = confirm_deletion(desk, link)

    assert NO_PRIMARY in response.text
    assert InstituteFocusArea.objects.get() == link


def test_a_broken_constraint_is_said_in_its_own_sentence(desk):
    partner = PartnerFactory()
    membership = MembershipFactory(partner=partner)
    form = address(Partner, "change", partner.pk)
    posted = as_posted(desk.get(form))
    twin = {
        name.replace("-0-", "-1-"): value
        for name, value in posted.items()
        if name.startswith("memberships-0-")
    }
    posted |= twin | {"memberships-1-id": "", "memberships-TOTAL_FORMS": 2}

    response = desk.post(form, posted | {"name": "Typed"})

    [formset] = response.context["inline_admin_formsets"]
    [message] = formset.forms[1].non_field_errors()
    assert "role, tier and start at this institute already" in message
    assert formset.forms[1]["role"].value() == membership.role
    assert 'value="Typed"' in response.text
    assert partner.memberships.get() == membership


@pytest.mark.parametrize("total", ["2", "1500", "99999999"])
@pytest.mark.parametrize("age", [{}, {"_opened": "unknown"}])
def test_no_more_rows_are_built_than_were_sent(desk, total, age):
    partner = MembershipFactory(partner__name="GE").partner
    form = address(Partner, "change", partner.pk)
    posted = as_posted(desk.get(form)) | {"memberships-TOTAL_FORMS": total} | age

    response = desk.post(form, posted | {"name": "General Electric"})

    [formset] = response.context["inline_admin_formsets"]
    assert len(formset.forms) == 1
    assert "conflict" in response.context or formset.formset.non_form_errors()
    partner.refresh_from_db()
    assert partner.name == "GE"


def test_a_key_that_was_taken_in_the_same_moment_is_said_at_its_field(
    desk, monkeypatch
):
    PartnerFactory(key="ge")
    monkeypatch.setattr(Partner, "validate_unique", lambda *args, **kwargs: None)
    monkeypatch.setattr(Partner, "validate_constraints", lambda *args, **kwargs: None)
    posted = as_posted(desk.get(address(Partner, "add")))
    typed = {"key": "ge", "name": "General Electric", "sector": "industry"}
    typed["source"] = SourceFactory().pk

    response = desk.post(address(Partner, "add"), posted | typed)

    form = response.context["adminform"].form
    assert "already" in form.errors["key"][0]
    assert form["name"].value() == "General Electric"
    assert Partner.objects.count() == 1


def test_a_save_that_ran_into_another_one_keeps_the_form(desk, monkeypatch):
    def save(*args, **kwargs):
        raise OperationalError from DeadlockDetected()

    partner = PartnerFactory(name="GE")
    form = address(Partner, "change", partner.pk)
    posted = as_posted(desk.get(form)) | {"name": "General Electric"}
    monkeypatch.setattr(Partner, "save", save)

    response = desk.post(form, posted)

    [message] = errors_of(response)
    assert message == "Somebody else was saving the same rows. Try again."
    assert 'value="General Electric"' in response.text


def test_a_whole_stays_of_the_network_while_parts_of_institutes_lie_in_it(desk):
    whole = FundingRecordFactory(key="all-of-it")
    FundingRecordFactory(key="part", part_of=whole, institute=InstituteFactory())
    form = address(FundingRecord, "change", whole.pk)
    posted = as_posted(desk.get(form)) | {"institute": InstituteFactory().pk}

    response = desk.post(form, posted)

    assert (
        "can be part only of a record of the same institute" in errors_of(response)[0]
    )
    assert FundingRecord.objects.get(key="all-of-it").institute is None


def test_deleting_what_others_rest_on_shows_what_rests_on_it(desk):
    agency = AgencyFactory()
    InstituteFactory(acronym="ARM", agency=agency)

    response = confirm_deletion(desk, agency)

    assert "protected related objects" in response.text
    assert "ARM" in response.text
    assert Agency.objects.get() == agency
