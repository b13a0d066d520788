"""Inline rows that somebody else moved to another parent meanwhile."""

import pytest

from institutes.models import Membership, Partner
from tests.factories import MembershipFactory, PartnerFactory
from tests.mfgusa.desk.edit_conflicts.forms import (
    differences,
    form_of,
    row_on,
    save,
    states,
)
from tests.mfgusa.desk.rows import address, as_posted, confirm_deletion

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership(partner):
    return MembershipFactory(partner=partner, tier="Gold", role="member")


@pytest.fixture
def gm():
    return PartnerFactory(key="gm", name="GM")


def move(colleague, membership, partner):
    posted = form_of(colleague, membership) | {"_why": "Same company"}
    assert save(colleague, membership, posted, partner=partner.pk).status_code == 302


def test_the_page_says_who_moved_a_row_and_where(
    desk, colleague, partner, membership, gm
):
    title, posted = f"Membership: {membership}", form_of(desk, partner)
    move(colleague, membership, gm)

    response = save(desk, partner, posted, **{"memberships-0-tier": "Platinum"})

    membership.refresh_from_db()
    assert response.status_code == 409
    assert states(response) == {title: "moved"}
    assert "Moved to Partner: GM by Grace Hopper" in response.text
    assert "Same company" in response.text
    assert "Deleted" not in row_on(response)
    assert (membership.partner, membership.tier) == (gm, "Gold")


def test_what_was_typed_into_a_moved_row_is_shown_beside_what_it_is(
    desk, colleague, partner, membership, gm
):
    posted = form_of(desk, partner)
    move(colleague, membership, gm)
    Membership.objects.update(tier="Silver")

    typed = {"memberships-0-tier": "Platinum", "memberships-0-role": "member"}
    response = save(desk, partner, posted, **typed)

    [line] = differences(response).values()
    assert line == ("Gold", "Silver", "Platinum")


@pytest.mark.parametrize("typed", [{}, {"memberships-0-tier": "Platinum"}])
def test_saving_again_does_not_add_a_moved_row_again(
    desk, colleague, partner, membership, gm, typed
):
    posted = form_of(desk, partner)
    move(colleague, membership, gm)

    response = save(desk, partner, posted, name="General Electric", **typed)
    assert response.status_code == 409
    assert save(desk, partner, as_posted(response)).status_code == 302

    assert Membership.objects.get().partner == gm
    assert Partner.objects.get(key="ge").name == "General Electric"


def test_a_moved_row_that_was_ticked_is_not_deleted_unseen(
    desk, colleague, partner, membership, gm
):
    posted = form_of(desk, partner) | {"memberships-0-DELETE": "on"}
    move(colleague, membership, gm)

    response = save(desk, partner, posted)

    assert response.status_code == 409
    assert "Moved to Partner: GM" in response.text
    assert save(desk, partner, as_posted(response)).status_code == 302
    assert Membership.objects.get().partner == gm


def test_rows_that_were_moved_before_their_parent_was_deleted_are_not_added_again(
    desk, colleague, partner, membership, gm
):
    posted = form_of(desk, partner)
    move(colleague, membership, gm)
    confirm_deletion(colleague, partner, _why="Entered twice")

    response = save(desk, partner, posted, name="General Electric")

    assert response.status_code == 409
    assert "moved" in states(response).values()
    again = desk.post(address(Partner, "add"), as_posted(response))
    assert again.status_code == 302, again.context["errors"]
    assert Membership.objects.get().partner == gm


def test_a_row_that_was_moved_here_is_shown_and_kept(
    desk, colleague, partner, membership, gm
):
    posted = form_of(desk, gm)
    move(colleague, membership, gm)
    save(colleague, gm, form_of(colleague, gm), name="General Motors")

    response = save(desk, gm, posted, name="G. M.")

    assert "added" in states(response).values()
    assert save(desk, gm, as_posted(response)).status_code == 302
    assert Membership.objects.get().partner == gm
