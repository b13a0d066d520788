"""Files from the upload to the undo, with the real engine."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from institutes.models import Institute, Partner
from mfgusa.proposals.models import Proposal
from tests.factories import PartnerFactory, SourceFactory
from tests.mfgusa.desk.plans import press, upload


@pytest.fixture
def partner(db):
    return PartnerFactory(key="ge", name="GE")


def test_a_file_is_seen_then_committed_then_undone(desk, partner):
    proposal = upload(desk, b"key,name\nge,General Electric\n").context["proposal"]
    partner.refresh_from_db()
    assert partner.name == "GE"

    done = press(desk, proposal, "commit", why="Full name")
    partner.refresh_from_db()
    assert partner.name == "General Electric"
    assert "Changed 1 row in partners." in done.text

    undo = press(desk, proposal, "undo").context["proposal"]
    press(desk, undo, "commit")
    partner.refresh_from_db()
    assert partner.name == "GE"


def test_a_second_commit_does_nothing(desk, partner):
    proposal = upload(desk, b"key,name\nge,General Electric\n").context["proposal"]

    for _click in range(2):
        response = press(desk, proposal, "commit")

    assert response.status_code == 200
    assert Proposal.objects.get().state == "committed"


def test_a_package_is_taken_by_the_names_of_its_files(desk, partner):
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("partners.csv", "key,name\nge,General Electric\n")
        package.writestr("sources.csv", f"key\n{partner.source.key}\n")

    proposal = upload(desk, file.getvalue(), name="x.zip", model=None).context[
        "proposal"
    ]

    assert sorted(proposal.tables) == ["partners", "sources"]
    assert proposal.count("update") == 1


def test_rows_missing_from_the_file_go_only_when_asked(desk, partner):
    other = PartnerFactory(key="other")
    content = b"key,name\nge,GE\n"

    kept = upload(desk, content).context["proposal"]
    gone = upload(desk, content, remove_missing="on").context["proposal"]

    assert kept.count("delete") == 0
    assert gone.count("delete") == 1
    press(desk, gone, "commit")
    assert not Partner.objects.filter(pk=other.pk).exists()


def test_a_plan_that_no_longer_fits_is_refused_and_planned_again(desk, partner):
    proposal = upload(desk, b"key,name\nge,General Electric\n").context["proposal"]
    Partner.objects.update(name="G. E.")

    stale = press(desk, proposal, "commit")

    assert "The data changed after this plan was made" in stale.text
    assert Partner.objects.get().name == "G. E."
    again = press(desk, proposal, "again")
    assert "<del>G. E.</del>" in again.text


def test_a_file_that_breaks_a_rule_over_rows_saves_nothing(desk):
    SourceFactory(key="report")
    content = b"key,acronym,name,status,source\narm,ARM,Robots,active,report\n"
    proposal = upload(desk, content, name="x.csv", model=Institute).context["proposal"]

    response = press(desk, proposal, "commit")

    assert "exactly one primary focus area" in response.text
    assert not Institute.objects.exists()


def test_a_column_that_no_table_has_is_refused_with_a_guess(desk, partner):
    response = upload(desk, b"key,nmae\nge,GE\n")

    assert "Did you mean “name”?" in response.text
    assert not response.context["proposal"].can_commit


def test_all_errors_are_shown_with_their_lines(desk, partner):
    response = upload(desk, b"key,sector\nge,acadmic\nnew,industry\n")

    lines = [row.planned.number for row in response.context["rows"]]
    assert lines == [2, 3]
    assert "Did you mean" in response.text


def test_a_copy_with_the_errors_marked_can_be_downloaded(desk, partner):
    proposal = upload(desk, b"key,sector\nge,acadmic\n").context["proposal"]

    response = desk.get(reverse("admin:proposals_proposal_errors", args=[proposal.pk]))

    assert response["Content-Disposition"].startswith("attachment")
    assert "acadmic” is not one of" in b"".join(response).decode()


def test_a_package_of_a_table_without_the_rights_is_refused(sign_in):
    client = sign_in(Partner, "add", "change")

    upload(client, b"key,name\nx,X\n", name="institutes.csv", model=None)

    proposal = Proposal.objects.first()
    assert proposal is None or proposal.state == "refused"


def test_a_removal_slipped_in_without_the_right_is_not_planned(sign_in, partner):
    client = sign_in(Partner, "add", "change", "view")
    PartnerFactory(key="other")

    response = upload(client, b"key,name\nge,GE\n", remove_missing="on")

    assert response.context["proposal"].count("delete") == 0
