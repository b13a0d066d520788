"""A commit writes exactly the stored plan, or nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from institutes.models import (
    Agency,
    FundingRecord,
    Partner,
    State,
    WorkforceProgram,
    WorkforceProgramState,
)
from mfgusa.proposals import actions, permissions
from mfgusa.proposals.models import PlannedRow, Proposal
from roadmaps.models import Skill
from tests.factories import (
    AgencyFactory,
    FocusAreaFactory,
    FundingRecordFactory,
    InstituteFactory,
    PartnerFactory,
    SkillFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.mfgusa.tables.uploads import (
    history,
    proposal_problems,
    stored_rows,
    table_contents,
)

pytestmark = pytest.mark.django_db
ProposalState = Proposal.State

PACKAGE = {
    "sources": "key,title\nreport,Renamed\nfresh,Fresh\n",
    "partners": "key,name,city,source\nacme,Acme Inc.,,fresh\nnew,New,Erie,report\n",
    "workforce_programs": "key,states,source\ncamp,OH;PA,fresh\n",
}
EDIT = "key,name\nacme,Acme Inc.\n"


@pytest.fixture
def acme(db):
    return PartnerFactory(
        key="acme", name="Acme", city="Akron", source=SourceFactory(key="report")
    )


@pytest.fixture
def camp(db):
    """A program in Ohio and Michigan."""
    made = WorkforceProgramFactory(key="camp")
    made.states.add(StateFactory(code="OH"), StateFactory(code="MI"))
    StateFactory(code="PA")
    return made


def codes(program):
    return sorted(program.states.values_list("code", flat=True))


def refused(proposal):
    """What a refused commit says; it left everything as it was."""
    assert proposal.state == ProposalState.STALE
    assert (proposal.committed_at, proposal.applied_rows.count()) == (None, 0)
    return proposal_problems(proposal)


# Exactly the plan


def test_rows_are_created_and_changed_with_their_links(bring_in, acme, camp):
    proposal = bring_in(**PACKAGE)

    acme.refresh_from_db()
    assert (acme.name, acme.city, acme.source.key) == ("Acme Inc.", "", "fresh")
    assert Partner.objects.get(key="new").source.key == "report"
    assert codes(camp) == ["OH", "PA"]
    assert (proposal.state, proposal.changes) == (ProposalState.COMMITTED, 5)


def test_what_the_file_does_not_name_stays(bring_in, acme, camp):
    PartnerFactory(key="other")
    before = table_contents()

    bring_in(partners=EDIT)

    after = table_contents()
    changed = {t for t in before if before[t] != after[t]}
    assert changed == {"partners"}
    [old, new] = [{*map(str, rows["partners"])} for rows in (before, after)]
    assert len(old - new) == len(new - old) == 1


def test_a_row_that_stays_is_not_written(bring_in, acme):
    rows = stored_rows()["institutes_partner"]

    bring_in(partners="key,name\nacme,Acme\n", skills="slug,name\nsew,Sewing\n")

    assert stored_rows()["institutes_partner"] == rows


def test_ids_are_kept_and_new_ones_do_not_collide(bring_in, acme):
    bring_in(partners=f"{EDIT}")
    bring_in(partners="key,name,source\nnew,New,report\n")

    assert Partner.objects.get(key="acme").pk == acme.pk
    assert PartnerFactory().pk > Partner.objects.get(key="new").pk


def test_links_that_stay_are_not_written_anew(bring_in, camp):
    link = camp.states.through.objects.get(state__code="OH").pk

    bring_in(workforce_programs="key,states\ncamp,PA;OH\n")

    assert camp.states.through.objects.get(state__code="OH").pk == link


def test_a_new_row_gets_the_defaults_of_absent_columns(bring_in, acme):
    InstituteFactory(key="lift")

    bring_in(
        projects="key,institute,title,source\nrobot,lift,Robots,report\n",
        funding="key,institute,funder,funder_type,kind,amount_usd,source\n"
        "grant,network,DoD,federal,renewal,5,report\n",
    )

    record = FundingRecord.objects.get()
    assert (record.bound, record.note, record.fiscal_year) == ("exact", "", None)


def test_rows_that_refer_to_each_other_are_written_together(bring_in, acme):
    head = "code,name,parent,source\n"
    bring_in(agencies=f"{head}A,Part,B,report\nB,Whole,,report\n")

    part, whole = Agency.objects.order_by("code")
    assert part.parent == whole


def test_a_search_finds_what_came_in(bring_in, acme):
    bring_in(partners="key,name\nacme,Zebra Works\n")

    assert Partner.objects.search("zebra").get() == acme


def test_the_version_of_the_data_moves(bring_in, acme, plan_of, commit):
    before = stored_rows()["db_dataversion"]

    proposal = plan_of(partners=EDIT)
    assert stored_rows()["db_dataversion"] == before
    commit(proposal)

    assert stored_rows()["db_dataversion"] != before


def test_a_stored_plan_is_written_whatever_became_of_its_file(plan_of, commit, acme):
    proposal = plan_of(partners=EDIT)
    proposal.parts.all().delete()

    assert commit(proposal).state == ProposalState.COMMITTED
    assert Partner.objects.get().name == "Acme Inc."


def test_a_plan_with_an_error_is_not_committed(plan_of, commit, acme):
    proposal = commit(plan_of(partners="key,name\nacme,Acme Inc.\nBad Key,\n"))

    assert proposal.state == ProposalState.PLANNED
    assert Partner.objects.get().name == "Acme"


def test_a_plan_without_a_change_is_not_committed(plan_of, commit, acme):
    assert (
        commit(plan_of(partners="key,name\nacme,Acme\n")).state == ProposalState.PLANNED
    )


# History


def test_the_history_says_who_why_and_by_which_proposal(plan_of, commit, acme, curator):
    proposal = commit(plan_of(partners=EDIT, why="Letter of 3 May"))

    [event] = history(Partner, "update")
    assert (event.pgh_obj, event.name) == (acme, "Acme Inc.")
    metadata = event.pgh_context.metadata
    assert metadata["user"] == curator.pk
    assert metadata["why"] == "Letter of 3 May"
    assert (metadata["proposal"], metadata["kind"]) == (proposal.pk, "import")


def test_the_reason_given_at_the_commit_goes_before(plan_of, commit, acme):
    proposal = commit(plan_of(partners=EDIT, why="Letter"), why="Call of 4 May")

    assert proposal.why == "Call of 4 May"
    assert history(Partner, "update")[0].pgh_context.metadata["why"] == "Call of 4 May"


def test_every_table_and_link_has_its_history_of_one_proposal(bring_in, acme, camp):
    FundingRecordFactory(key="grant")
    program = len(history(WorkforceProgram))

    proposal = bring_in(**PACKAGE, funding="key,note\ngrant,Paid\n")

    models = [type(acme.source), Partner, FundingRecord, WorkforceProgramState]
    for model in models:
        event = history(model)[-1]
        assert event.pgh_context.metadata["proposal"] == proposal.pk, model
    links = history(WorkforceProgramState)[-2:]
    assert sorted(event.pgh_label for event in links) == ["delete", "insert"]
    assert len(history(WorkforceProgram)) == program + 1


def test_only_changed_rows_have_history(bring_in, acme):
    PartnerFactory(key="same", name="Same")

    bring_in(partners="key,name\nacme,Acme Inc.\nsame,Same\n")

    assert [event.key for event in history(Partner, "update")] == ["acme"]


def test_a_removed_row_keeps_its_last_state_in_the_history(plan_of, commit, acme):
    PartnerFactory(key="gone", city="Erie")

    commit(plan_of(partners="key,name\nacme,Acme\n", remove_missing=True))

    [event] = history(Partner, "delete")
    assert (event.key, event.city) == ("gone", "Erie")
    assert event.pgh_context.metadata["user"]


def test_the_proposal_says_who_committed_it(plan_of, curator, acme):
    other = User.objects.create_superuser("grace")

    proposal = actions.commit(plan_of(partners=EDIT), by=other)

    assert (proposal.user, proposal.committed_by) == (curator, other)
    assert proposal.committed_at >= proposal.planned_at


def test_who_acts_at_the_command_line_stands_in_the_history(plan_of, commit, acme):
    proposal = commit(plan_of(partners=EDIT, by="root"), by="root")

    assert (proposal.committed_by, proposal.committed_by_name) == (None, "root")
    assert history(Partner, "update")[0].pgh_context.metadata["user"] == "root"


# Drift


def test_a_row_changed_since_is_told_and_nothing_is_written(plan_of, commit, acme):
    PartnerFactory(key="other", name="Other")
    proposal = plan_of(partners="key,name\nother,Another\nacme,Acme Inc.\n")
    Partner.objects.filter(key="acme").update(website="https://acme.example")
    before = stored_rows()

    assert refused(commit(proposal)) == [
        "“acme” has been changed since this was planned.",
    ]
    assert proposal.rows.get(key="acme").number == 3
    assert Proposal.objects.get().problems[0] | {"message": ""} == {
        "table": "partners",
        "line": 3,
        "column": "",
        "message": "",
    }
    assert stored_rows() == before


def test_every_row_that_has_changed_is_told(plan_of, commit, acme, camp):
    proposal = plan_of(**PACKAGE)
    Partner.objects.update(city="Toledo")
    WorkforceProgram.objects.update(summary="Longer")

    assert refused(commit(proposal)) == [
        f"“{key}” has been changed since this was planned." for key in ("acme", "camp")
    ]


def test_a_row_of_which_only_the_links_have_changed_is_told(plan_of, commit, camp):
    proposal = plan_of(workforce_programs="key,name\ncamp,Summer camp\n")
    camp.states.remove(State.objects.get(code="MI"))

    assert refused(commit(proposal)) == [
        "“camp” has been changed since this was planned."
    ]


def test_a_row_changed_and_changed_back_is_no_matter(plan_of, commit, acme):
    proposal = plan_of(partners=EDIT)
    Partner.objects.update(city="Toledo")
    Partner.objects.update(city="Akron")

    assert commit(proposal).state == ProposalState.COMMITTED


def test_a_row_that_the_plan_leaves_alone_may_change(plan_of, commit, acme):
    PartnerFactory(key="same", name="Same")
    proposal = plan_of(partners="key,name\nacme,Acme Inc.\nsame,Same\n")
    Partner.objects.filter(key="same").update(city="Toledo")

    assert commit(proposal).state == ProposalState.COMMITTED
    assert Partner.objects.get(key="same").city == "Toledo"


def test_a_row_removed_since_is_told(plan_of, commit, acme):
    proposal = plan_of(partners=EDIT)
    Partner.objects.all().delete()

    assert refused(commit(proposal)) == [
        "“acme” has been removed since this was planned."
    ]


def test_a_row_to_be_removed_that_has_changed_since_is_told(plan_of, commit, acme):
    PartnerFactory(key="gone")
    proposal = plan_of(partners=EDIT, remove_missing=True)
    Partner.objects.filter(key="gone").update(city="Erie")

    assert refused(commit(proposal)) == [
        "“gone” has been changed since this was planned."
    ]
    assert Partner.objects.filter(key="gone").exists()


def test_a_row_created_since_is_told(plan_of, commit, acme):
    proposal = plan_of(
        partners="key,name,source\nacme,Acme Inc.,report\nnew,N,report\n"
    )
    PartnerFactory(key="new", name="Made by hand")

    problems = refused(commit(proposal))

    assert problems == ["“new” has been created since this was planned."]
    assert Partner.objects.get(key="acme").name == "Acme"


def test_a_row_removed_and_made_anew_is_not_taken_for_the_old_one(
    plan_of, commit, acme
):
    proposal = plan_of(partners=EDIT)
    Partner.objects.all().delete()
    PartnerFactory(key="acme", name="Acme", city="Akron", source=acme.source)

    assert refused(commit(proposal)) == [
        "“acme” has been removed since this was planned."
    ]


def test_a_row_that_the_plan_refers_to_and_is_gone_is_told(plan_of, commit, acme):
    StateFactory(code="OH")
    proposal = plan_of(partners="key,state\nacme,OH\n")
    State.objects.all().delete()

    assert refused(commit(proposal)) == ["There is no state “OH”."]


def test_a_linked_row_that_is_gone_is_told(plan_of, commit, camp):
    proposal = plan_of(workforce_programs="key,states\ncamp,OH;PA\n")
    State.objects.filter(code="PA").delete()

    [problem] = refused(commit(proposal))

    assert problem.startswith("There is no state “PA”.")
    assert codes(camp) == ["MI", "OH"]


def test_a_value_that_another_row_has_taken_since_is_told(plan_of, commit):
    SkillFactory(slug="welding", name="Welding")
    proposal = plan_of(skills="slug,name\nwelding,Joining\n")
    SkillFactory(slug="joining", name="Joining")
    before = stored_rows()

    [problem] = refused(commit(proposal))

    assert problem.startswith("Another row has this already.")
    assert stored_rows() == before


def test_of_many_changed_rows_a_thousand_are_told_and_the_rest_counted(plan_of, commit):
    Skill.objects.bulk_create(Skill(slug=f"s-{n}", name=f"S {n}") for n in range(1003))
    lines = "".join(f"s-{n},T {n}\n" for n in range(1003))
    proposal = plan_of(skills=f"slug,name\n{lines}")
    Skill.objects.all().delete()

    problems = refused(commit(proposal))

    assert (len(problems), problems[-1]) == (1001, "And 3 more rows.")


def test_a_refused_plan_is_planned_again_and_committed(plan_of, commit, acme, curator):
    proposal = plan_of(partners=EDIT)
    Partner.objects.update(city="Toledo")
    commit(proposal)

    again = actions.plan_again(proposal, by=curator)

    assert (again.state, again.problems) == (ProposalState.PLANNED, [])
    assert commit(again).state == ProposalState.COMMITTED
    assert Partner.objects.values_list("name", "city").get() == ("Acme Inc.", "Toledo")


# Twice


def test_committing_twice_writes_once(plan_of, commit, acme):
    proposal = commit(plan_of(partners=EDIT))
    Partner.objects.update(name="Edited")

    assert commit(proposal).state == ProposalState.COMMITTED
    assert Partner.objects.get().name == "Edited"
    assert len(history(Partner, "update")) == 2


def test_a_committed_proposal_is_not_planned_again(bring_in, acme, curator):
    proposal = bring_in(partners=EDIT)

    assert actions.plan_again(proposal, by=curator).state == ProposalState.COMMITTED
    assert proposal.rows.count() == 1


def test_of_two_plans_for_the_same_row_the_second_is_refused(plan_of, commit, acme):
    first, second = (plan_of(partners=EDIT), plan_of(partners="key,city\nacme,Erie\n"))

    assert commit(first).state == ProposalState.COMMITTED
    assert refused(commit(second)) == [
        "“acme” has been changed since this was planned."
    ]
    assert Partner.objects.get().city == "Akron"


def test_of_two_plans_for_the_same_new_row_the_second_is_refused(plan_of, commit, acme):
    text = "key,name,source\nnew,New,report\n"
    first, second = plan_of(partners=text), plan_of(partners=text)

    assert commit(first).state == ProposalState.COMMITTED
    assert refused(commit(second)) == ["“new” has been created since this was planned."]


# Rules over several rows


def test_a_rule_broken_by_what_happened_since_refuses_in_words(plan_of, commit, acme):
    AgencyFactory(code="WHOLE")
    part = AgencyFactory(code="OTHER")
    proposal = plan_of(partners=EDIT, agencies="code,parent\nOTHER,WHOLE\n")
    Agency.objects.filter(code="WHOLE").update(parent=part)
    before = stored_rows()

    assert refused(commit(proposal)) == [
        "The chain of parent agencies comes back to where it began."
    ]
    assert stored_rows() == before


@pytest.mark.parametrize("first", ["aa", "zz"])
def test_the_one_mark_moves_to_another_row_in_one_file(bring_in, first):
    institute = InstituteFactory(key="lift", primary_focus=FocusAreaFactory(slug=first))
    other = {"aa": "zz", "zz": "aa"}[first]
    FocusAreaFactory(slug=other)

    bring_in(
        institute_focus_areas="institute,focus_area,primary\n"
        f"lift,aa,{str(other == 'aa').lower()}\nlift,zz,{str(other == 'zz').lower()}\n"
    )

    marks = institute.focus_links.values_list("focus_area__slug", "primary")
    assert dict(marks) == {first: False, other: True}


def test_rows_pass_on_what_only_one_may_have(bring_in):
    for slug, name in [("a", "One"), ("b", "Two"), ("c", "Three")]:
        SkillFactory(slug=slug, name=name)

    bring_in(skills="slug,name\na,Two\nb,Three\nc,Four\n")

    assert names() == {"a": "Two", "b": "Three", "c": "Four"}


def test_two_rows_that_swap_what_only_one_may_have_are_refused(plan_of):
    SkillFactory(slug="a", name="One")
    SkillFactory(slug="b", name="Two")

    proposal = plan_of(skills="slug,name\na,Two\nb,One\n")

    assert proposal.counts == {"skills": {"error": 2, "update": 0}}
    [first, _] = PlannedRow.objects.filter(proposal=proposal)
    assert "Rows swap what only one may have" in first.errors[0]["message"]


def names():
    return dict(Skill.objects.values_list("slug", "name"))


# Rights


def test_rights_lost_between_upload_and_commit_refuse_it(plan_of, acme, somebody):
    bo = somebody("add partner", "change partner")
    proposal = plan_of(partners=EDIT, by=bo)
    bo.user_permissions.clear()

    with pytest.raises(permissions.NotAllowed, match="change partners"):
        actions.commit(proposal, by=User.objects.get(pk=bo.pk))

    assert Partner.objects.get().name == "Acme"


# At the same time


@pytest.fixture
def at_once():
    """Runs functions at the same moment, each on a connection of its own."""

    def at_once(*works):
        start = Barrier(len(works))

        def run(work):
            try:
                start.wait(timeout=10)
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as threads:
            return list(threads.map(run, works))

    return at_once


MANY = 600


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_write_once(plan_of, curator, at_once):
    head, cells = "slug,name\n", [f"s-{n},S {n}\n" for n in range(MANY)]
    proposal = plan_of(skills=head + "".join(cells))

    def click():
        return actions.commit(
            Proposal.objects.get(pk=proposal.pk), by=curator, wait=True
        )

    states = {done.state for done in at_once(click, click, click)}

    assert states <= {ProposalState.COMMITTED, ProposalState.COMMITTING}
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.COMMITTED
    assert (Skill.objects.count(), len(history(Skill))) == (MANY, MANY)
    assert proposal.applied_rows.count() == MANY


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("there", [True, False])
def test_of_two_curators_at_the_same_moment_one_is_refused(
    plan_of, curator, at_once, there
):
    slugs = [f"s-{n}" for n in range(MANY)]
    if there:
        Skill.objects.bulk_create(Skill(slug=s, name=s) for s in slugs)
    proposals = [
        plan_of(skills="slug,name\n" + "".join(f"{s},{who} {s}\n" for s in slugs))
        for who in ("Ada", "Grace")
    ]

    done = at_once(
        *(lambda b=b: actions.commit(b, by=curator, wait=True) for b in proposals)
    )

    assert sorted(proposal.state for proposal in done) == [
        ProposalState.COMMITTED,
        ProposalState.STALE,
    ]
    [winner] = [i for i, b in enumerate(done) if b.state == ProposalState.COMMITTED]
    who = ("Ada", "Grace")[winner]
    assert Skill.objects.filter(name__startswith=who).count() == MANY
    word = "changed" if there else "created"
    assert all(word in problem for problem in proposal_problems(done[1 - winner]))


@pytest.mark.django_db(transaction=True)
def test_packages_in_either_order_do_not_wait_for_each_other_for_ever(
    plan_of, curator, at_once
):
    PartnerFactory(key="acme", source=SourceFactory(key="report"))
    SourceFactory(key="other")
    first = plan_of(sources="key,title\nreport,A\n", partners="key,name\nacme,A\n")
    second = plan_of(
        partners="key,source\nacme,other\n", sources="key,title\nreport,B\nother,B\n"
    )

    done = at_once(
        lambda: actions.commit(first, by=curator, wait=True),
        lambda: actions.commit(second, by=curator, wait=True),
    )

    assert sorted(proposal.state for proposal in done) == [
        ProposalState.COMMITTED,
        ProposalState.STALE,
    ]


@pytest.mark.django_db(transaction=True)
def test_an_edit_in_the_admin_waits_for_a_commit_or_is_told(plan_of, curator, at_once):
    partner = PartnerFactory(key="acme", name="Acme", city="")
    proposal = plan_of(partners=EDIT)

    done, _ = at_once(
        lambda: actions.commit(proposal, by=curator, wait=True),
        lambda: Partner.objects.filter(pk=partner.pk).update(city="Toledo"),
    )

    partner.refresh_from_db()
    assert partner.city == "Toledo"
    expected = "Acme Inc." if done.state == ProposalState.COMMITTED else "Acme"
    assert partner.name == expected
