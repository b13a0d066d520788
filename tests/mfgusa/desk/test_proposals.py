"""The list of imports, and the page of one in each of its states."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from institutes.models import Institute, Partner
from mfgusa.proposals import tasks
from mfgusa.proposals.models import Proposal
from tests.mfgusa.desk.plans import CHANGE, ERROR, page, plan, proposal


def test_the_list_costs_the_same_however_many_imports(desk):
    plan(CHANGE)
    address = reverse("admin:proposals_proposal_changelist")
    desk.get(address)

    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        counts.append(len(captured))
        for _more in range(9):
            plan(CHANGE, user=None)

    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["change", "progress", "errors"])
def test_an_import_of_tables_that_one_may_not_view_is_not_there(sign_in, name):
    made = plan(CHANGE, tables=["institutes", "partners"])
    client = sign_in(Partner, "view", "add", "change", "delete")

    assert client.get(page(made, name)).status_code == 404


@pytest.mark.parametrize("key", ["²", "9" * 5000, "9" * 18])
def test_an_address_with_another_number_than_an_id_leads_to_nothing(desk, key):
    assert desk.get(f"/admin/proposals/proposal/{key}/change/").status_code == 404


def test_an_import_whose_file_is_not_kept_has_no_copy_to_download(desk):
    assert desk.get(page(plan(ERROR), "errors")).status_code == 404


@pytest.mark.parametrize("name", ["commit", "again", "undo"])
def test_who_may_not_view_cannot_act_and_nobody_acts_by_a_link(sign_in, desk, name):
    made = plan(CHANGE)

    assert desk.get(page(made, name)).status_code == 405
    assert sign_in(Institute, "change").post(page(made, name)).status_code == 404


def test_the_list_shows_only_imports_of_tables_that_one_may_view(sign_in, curator):
    seen = plan(CHANGE)
    plan(CHANGE, tables=["institutes"])
    proposal(state="refused", tables=[], user=curator)

    response = sign_in(Partner, "view").get(
        reverse("admin:proposals_proposal_changelist")
    )

    assert list(response.context["cl"].result_list) == [seen]


def test_a_button_that_one_may_not_press_says_which_right_is_missing(sign_in):
    made = plan(CHANGE)

    text = sign_in(Partner, "view").get(page(made)).text

    assert "You lack the right to: change partners" in text
    assert page(made, "commit") not in text


def test_a_commit_without_the_right_is_refused_in_words(sign_in):
    made = plan(CHANGE)
    seen = {"plan": made.planned_at.isoformat()}

    response = sign_in(Partner, "view").post(page(made, "commit"), seen)

    assert response.status_code == 403
    assert "change partners" in response.text


def test_a_plan_made_anew_since_one_looked_is_not_committed(desk):
    made = plan(CHANGE)

    response = desk.post(page(made, "commit"), {"plan": "earlier"}, follow=True)

    assert "The plan was made anew since you looked" in response.text
    assert response.context["proposal"].state == Proposal.State.PLANNED


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "refused"}, "could not be planned"),
        ({"state": "stale"}, "The data changed after this plan was made"),
        ({"state": "planned"}, "Nothing to change"),
        ({"state": "waiting"}, "Waiting for a worker"),
        ({"state": "planning"}, "Comparing the file with the table"),
        ({"state": "committing"}, "Waiting for a worker"),
        ({"state": "committed"}, "Why undo it?"),
    ],
)
def test_every_state_says_what_is_to_be_done(desk, fields, words):
    made = proposal(problems=[{"line": 3, "message": "Wrong."}], **fields)
    tasks.plan_proposal.enqueue(made.pk)
    if fields["state"] in ("planned", "committed"):
        Proposal.objects.update(problems=[])

    text = desk.get(page(made)).text

    assert words in text
    assert ("Wrong." in text) is (fields["state"] not in ("planned", "committed"))


def test_a_full_disk_is_named_and_leads_to_a_new_plan(desk):
    message = "The database has no space left, so that nothing can be saved."
    failed = plan(CHANGE, failure=message)

    text = desk.get(page(failed)).text
    assert message in text
    assert page(failed, "again") in text
    assert "Upload again" not in text
    assert "Correct" not in text
    assert page(failed, "commit") not in text
    listed = desk.get(reverse("admin:proposals_proposal_changelist")).text
    assert "to be planned again" in listed


def test_a_forgotten_import_says_that_it_cannot_be_undone(desk):
    made = plan(CHANGE, state="committed", forgotten_at=timezone.now())

    text = desk.get(page(made)).text

    assert "so it cannot be undone or planned again" in text
    assert page(made, "undo") not in text


def test_a_worker_that_died_is_said(desk):
    long_ago = timezone.now() - timedelta(minutes=1)
    made = proposal(state="planning", started_at=long_ago)

    response = desk.get(page(made))

    assert "The worker stopped in the middle; nothing was written." in response.text
    assert "Try again" in response.text
    assert desk.get(page(made, "progress"))["HX-Refresh"] == "true"


def test_progress_moves_and_is_read_aloud_by_quarters(desk):
    made = proposal(state="planning", done=30, total=100, started_at=timezone.now())
    address = page(made, "progress")

    news = desk.get(address, {"said": "0"}).text
    old = desk.get(address, {"said": "25"}).text

    assert 'max="100" value="30"' in news
    assert "25 percent done" in news
    assert "percent done" not in old


def test_the_page_shows_the_result_when_the_work_is_done(desk):
    assert desk.get(page(plan(CHANGE), "progress"))["HX-Refresh"] == "true"


@pytest.mark.parametrize("state", ["waiting", "committing"])
def test_an_import_whose_job_is_lost_can_be_tried_again(desk, state):
    made = proposal(state=state)

    assert page(made, "again") in desk.get(page(made)).text
    assert desk.get(page(made, "progress"))["HX-Refresh"] == "true"


def test_an_import_that_waits_names_the_one_that_the_worker_is_busy_with(desk):
    made, other = proposal(state="waiting"), proposal(state="planning")
    for queued in (made, other):
        tasks.plan_proposal.enqueue(queued.pk)
    tasks.jobs_of(other.pk).update(status="RUNNING", started_at=timezone.now())

    text = desk.get(page(made, "progress"), {"looks": "20"}).text

    assert f"the worker is busy with import {other.pk}" in text
    assert "manage.py work" not in text


def test_a_long_wait_names_the_worker(desk):
    made = proposal(state="waiting")
    tasks.plan_proposal.enqueue(made.pk)
    address = page(made, "progress")

    assert "manage.py work" not in desk.get(address, {"looks": "1"}).text
    assert "manage.py work" in desk.get(address, {"looks": "20"}).text


def test_an_undone_import_and_its_undo_lead_to_each_other(desk):
    done = plan(CHANGE, state="committed")
    undo = plan(CHANGE, kind="undo", reverts=done, state="committed")

    assert page(undo) in desk.get(page(done)).text
    assert page(done) in desk.get(page(undo)).text
    listed = desk.get(reverse("admin:proposals_proposal_changelist")).text
    assert '<span class="chip still">undone</span>' in listed


def test_nobody_edits_or_deletes_an_import_by_hand(desk):
    made = plan(CHANGE)

    assert desk.post(page(made), {"why": "x"}).status_code in (200, 405)
    assert desk.post(page(made, "delete"), {"post": "yes"}).status_code == 403
    assert Proposal.objects.get().why == ""


def test_imports_are_found_from_every_page(desk, sign_in):
    address = reverse("admin:proposals_proposal_changelist")

    assert address in desk.get(reverse("admin:index")).text
    client = sign_in(Permission, "view")
    assert address not in client.get(reverse("admin:index")).text
