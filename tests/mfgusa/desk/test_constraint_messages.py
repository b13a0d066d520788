import pytest

from institutes.models import Agency, FundingRecord, InstituteFocusArea, Partner
from tests.factories import (
    AgencyFactory,
    FundingRecordFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
)
from tests.mfgusa.desk.rows import address, as_posted

NO_PRIMARY = "An institute has exactly one primary focus area; ARM has none."


@pytest.fixture
def link(db):
    return InstituteFactory(acronym="ARM").focus_links.get()


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_form_that_breaks_a_rule_over_rows_changes_nothing(desk, link):
    form = address(InstituteFocusArea, "change", link.pk)
    posted = as_posted(desk.get(form))
    del posted["primary"]

    response = desk.post(form, posted, follow=True)

    link.refresh_from_db()
    assert response.redirect_chain == [(form, 302)]
    assert said(response) == [NO_PRIMARY]
    assert link.primary


def test_a_deletion_that_breaks_a_rule_over_rows_changes_nothing(desk, link):
    page = address(InstituteFocusArea, "delete", link.pk)

    response = desk.post(page, {"post": "yes"}, follow=True)

    assert said(response) == [NO_PRIMARY]
    assert InstituteFocusArea.objects.get() == link


def test_an_action_that_breaks_a_rule_over_rows_changes_nothing(desk, link):
    chosen = {"action": "delete_selected", "_selected_action": link.pk, "post": "yes"}

    response = desk.post(address(InstituteFocusArea, "changelist"), chosen, follow=True)

    assert said(response) == [NO_PRIMARY]
    assert InstituteFocusArea.objects.get() == link


@pytest.mark.django_db(transaction=True)
def test_a_rule_that_is_checked_at_commit_is_no_server_error(desk, link):
    response = desk.post(
        address(InstituteFocusArea, "delete", link.pk), {"post": "yes"}, follow=True
    )

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

    response = desk.post(form, posted, follow=True)

    assert "role, tier and start at this institute already" in said(response)[0]
    assert partner.memberships.get() == membership


def test_a_whole_stays_of_the_network_while_parts_of_institutes_lie_in_it(desk):
    whole = FundingRecordFactory(key="all-of-it")
    FundingRecordFactory(key="part", part_of=whole, institute=InstituteFactory())
    form = address(FundingRecord, "change", whole.pk)
    posted = as_posted(desk.get(form)) | {"institute": InstituteFactory().pk}

    response = desk.post(form, posted, follow=True)

    assert "can be part only of a record of the same institute" in said(response)[0]
    assert FundingRecord.objects.get(key="all-of-it").institute is None


def test_deleting_what_others_rest_on_shows_what_rests_on_it(desk):
    agency = AgencyFactory()
    InstituteFactory(acronym="ARM", agency=agency)

    response = desk.post(address(Agency, "delete", agency.pk), {"post": "yes"})

    assert "protected related objects" in response.text
    assert "ARM" in response.text
    assert Agency.objects.get() == agency
