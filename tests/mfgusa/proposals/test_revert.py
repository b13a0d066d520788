"""An undo brings back exactly what was there, and is a proposal of its own."""

import pytest

from institutes.models import (
    FundingRecord,
    Partner,
    WorkforceProgram,
    WorkforceProgramState,
)
from mfgusa.proposals.models import Proposal
from mfgusa.provenance.models import Source
from roadmaps.models import Skill
from tests.factories import (
    FocusAreaFactory,
    FundingRecordFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    RoadmapItemFactory,
    SkillFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.mfgusa.tables.uploads import (
    actions_by_key,
    error_lines,
    history,
    proposal_problems,
    table_contents,
)

pytestmark = pytest.mark.django_db
EDIT = "key,name\nacme,Acme Inc.\n"
NEW = "key,name,source\nnew,New,report\n"


@pytest.fixture
def acme(db):
    return PartnerFactory(
        key="acme",
        name="Acme",
        aliases=["ACM", "A. C. M."],
        source=SourceFactory(key="report"),
    )


@pytest.fixture
def camp(db):
    """A program in Ohio and Michigan."""
    made = WorkforceProgramFactory(key="camp")
    made.states.add(StateFactory(code="OH"), StateFactory(code="MI"))
    StateFactory(code="PA")
    return made


# What comes back


def test_changed_cells_come_back(bring_in, undo, acme):
    before = table_contents()

    undone = undo(bring_in(partners="key,name,aliases,city\nacme,New,B,Erie\n"))

    assert undone.state == Proposal.State.COMMITTED
    assert table_contents() == before


def test_created_rows_go_again(bring_in, undo, acme):
    before = table_contents()

    undo(bring_in(partners=NEW))

    assert table_contents() == before


def test_links_come_back(bring_in, undo, camp):
    before = table_contents()

    undo(bring_in(workforce_programs="key,states\ncamp,PA;OH\n"))

    assert table_contents() == before


def test_removed_rows_come_back_with_their_ids_and_links(
    bring_in, undo, plan_of, commit, acme, camp
):
    other = WorkforceProgramFactory(key="other", institute=camp.institute)
    before = table_contents()

    proposal = plan_of(
        workforce_programs=f"key,name\nother,{other.name}\n", remove_missing=True
    )
    assert actions_by_key(proposal)["camp"] == "delete"
    undo(commit(proposal))

    assert table_contents() == before
    assert WorkforceProgram.objects.get(key="camp").pk == camp.pk


def test_a_whole_package_comes_back(bring_in, undo, acme, camp):
    InstituteFactory(key="lift", primary_focus=FocusAreaFactory(slug="metals"))
    FundingRecordFactory(key="grant", note="")
    before = table_contents()

    proposal = bring_in(
        sources="key,title,url\nreport,Other,https://a.example\nfresh,Fresh,\n",
        partners="key,name,source\nacme,Acme Inc.,fresh\nnew,New,fresh\n",
        memberships="institute,partner,role,tier,since,source\n"
        "lift,new,member,,,fresh\n",
        workforce_programs="key,states,source\ncamp,PA,fresh\n",
        funding="key,institute,funder,funder_type,kind,amount_usd,part_of,note,source\n"
        "grant,network,DoD,federal,renewal,5,,Paid,fresh\n"
        "part,network,DoD,federal,renewal,1,grant,,fresh\n",
        focus_areas="slug,name,parent\nalloys,Alloys,metals\n",
        institute_focus_areas="institute,focus_area,primary\n"
        "lift,metals,false\nlift,alloys,true\n",
    )
    assert proposal.changes == 11
    assert table_contents() != before

    assert undo(proposal).state == Proposal.State.COMMITTED
    assert table_contents() == before


def test_a_new_row_goes_on_which_only_rows_of_the_same_import_rested(
    bring_in, undo, acme
):
    before = table_contents()

    undo(bring_in(sources="key,title\nnew,New\n", partners="key,source\nacme,new\n"))

    assert table_contents() == before


def test_an_institute_and_its_marks_come_and_go_together(bring_in, undo, acme):
    FocusAreaFactory(slug="metals")
    before = table_contents()

    undo(
        bring_in(
            institutes="key,acronym,name,status,source\nnew,NEW,New,active,report\n",
            institute_focus_areas="institute,focus_area,primary\nnew,metals,true\n",
        )
    )

    assert table_contents() == before


def test_a_mark_that_moved_comes_back(bring_in, undo):
    InstituteFactory(key="lift", primary_focus=FocusAreaFactory(slug="aa"))
    FocusAreaFactory(slug="zz")
    before = table_contents()

    undo(
        bring_in(
            institute_focus_areas="institute,focus_area,primary\n"
            "lift,aa,false\nlift,zz,true\n"
        )
    )

    assert table_contents() == before


def test_rows_after_an_undo_get_ids_of_their_own(bring_in, undo, acme):
    undo(bring_in(partners=NEW))

    assert PartnerFactory().pk > acme.pk + 1


def test_thousands_of_rows_come_back(bring_in, undo):
    Skill.objects.bulk_create(Skill(slug=f"s-{n}", name=f"S {n}") for n in range(3000))
    before = table_contents()["skills"]
    lines = "".join(f"s-{n},T {n}\n" for n in range(500, 5500))

    undo(bring_in(skills=f"slug,name\n{lines}"))

    assert table_contents()["skills"] == before


# A proposal of its own


def test_an_undo_is_a_proposal_that_is_planned_before_it_is_committed(
    bring_in, undo_of, acme, curator
):
    proposal = bring_in(partners=EDIT)

    plan = undo_of(proposal)

    assert (plan.kind, plan.reverts, plan.state) == ("undo", proposal, "planned")
    assert (plan.user, plan.changes) == (curator, 1)
    assert Partner.objects.get().name == "Acme Inc."
    row = plan.rows.get()
    assert (row.before, row.after) == ({"name": "Acme Inc."}, {"name": "Acme"})


def test_an_undo_says_of_new_rows_what_goes(bring_in, undo_of, acme):
    row = undo_of(bring_in(partners=NEW)).rows.get()

    assert (row.action, row.after) == ("delete", None)
    assert row.before["name"] == "New"
    assert row.before.keys() > {"aliases", "city", "source"}


def test_the_history_of_an_undo_says_who_and_why(
    bring_in, undo_of, commit, acme, curator
):
    back = commit(undo_of(bring_in(partners=EDIT), why="A wrong file"))

    metadata = history(Partner, "update")[-1].pgh_context.metadata
    assert (metadata["user"], metadata["why"]) == (curator.pk, "A wrong file")
    assert (metadata["proposal"], metadata["kind"]) == (back.pk, "undo")


def test_the_history_of_links_has_the_undo_too(bring_in, undo, camp):
    undo(bring_in(workforce_programs="key,states\ncamp,OH\n"))

    labels = [event.pgh_label for event in history(WorkforceProgramState)]
    assert labels[-2:] == ["delete", "insert"]


def test_an_undo_can_be_undone(undo, plan_of, commit, acme):
    PartnerFactory(key="gone", source=acme.source)
    text = "key,name,source\nacme,Acme Inc.,report\nnew,New,report\n"
    proposal = commit(plan_of(partners=text, remove_missing=True))
    assert proposal.counts == {"partners": {"update": 1, "create": 1, "delete": 1}}
    after = table_contents()

    undo(undo(proposal))

    assert table_contents() == after


def test_undoing_twice_gives_the_undo_that_is_there(bring_in, undo, acme):
    proposal = bring_in(partners=EDIT)
    first = undo(proposal)
    Partner.objects.update(name="Edited")

    second = undo(proposal)

    assert second == first
    assert Proposal.objects.filter(reverts=proposal).count() == 1
    assert Partner.objects.get().name == "Edited"


def test_an_undo_that_was_not_committed_is_planned_anew(bring_in, undo_of, acme):
    proposal = bring_in(partners=EDIT)
    first = undo_of(proposal)
    Partner.objects.update(name="Edited")

    second = undo_of(proposal)

    assert second == first
    assert error_lines(second) == ["partners 2 : It has been changed since."]


def test_what_was_never_committed_is_not_undone(plan_of, undo_of, acme):
    proposal = plan_of(partners=EDIT)

    assert undo_of(proposal) == proposal
    assert not Proposal.objects.filter(reverts=proposal).exists()


# What stands in its way


def test_rows_that_someone_has_edited_since_are_told_one_by_one(
    bring_in, undo, undo_of, acme
):
    PartnerFactory(key="other", name="Other")
    proposal = bring_in(partners="key,name\nacme,Acme Inc.\nother,Another\n")
    Partner.objects.filter(key="other").update(city="Erie")

    plan = undo_of(proposal)

    assert actions_by_key(plan) == {"acme": "update", "other": "error"}
    assert error_lines(plan) == ["partners 3 : It has been changed since."]
    assert not plan.can_commit


def test_a_created_row_that_someone_has_edited_since_stays(bring_in, undo, acme):
    proposal = bring_in(partners=NEW)
    Partner.objects.filter(key="new").update(city="Erie")

    assert error_lines(undo(proposal)) == ["partners 2 : It has been changed since."]
    assert Partner.objects.filter(key="new").exists()


def test_a_row_of_which_only_the_links_were_edited_is_told(bring_in, undo, camp):
    proposal = bring_in(workforce_programs="key,name\ncamp,Summer camp\n")
    camp.states.clear()

    assert error_lines(undo(proposal)) == [
        "workforce_programs 2 : It has been changed since."
    ]


def test_a_row_that_was_removed_since_is_told(bring_in, undo, acme):
    proposal = bring_in(partners=EDIT)
    Partner.objects.all().delete()

    assert error_lines(undo(proposal)) == ["partners 2 : It has been removed since."]


def test_a_created_row_on_which_others_rest_by_now_stays(bring_in, undo, acme):
    proposal = bring_in(partners=NEW)
    MembershipFactory(
        partner=Partner.objects.get(key="new"), institute__key="lift", role="member"
    )

    assert error_lines(undo(proposal)) == [
        "partners 2 : It cannot be removed, since others rest on it: "
        "memberships lift:new:member::."
    ]


def test_a_created_row_to_which_others_are_linked_by_now_stays(bring_in, undo):
    proposal = bring_in(skills="slug,name\nsewing,Sewing\n")
    item = RoadmapItemFactory(roadmap__key="plan", order=1)
    item.skills.add(Skill.objects.get())

    assert error_lines(undo(proposal)) == [
        "skills 2 : It cannot be removed, since others rest on it: "
        "roadmap_items plan:1."
    ]


def test_a_removed_row_whose_key_was_used_again_is_told(plan_of, commit, undo, acme):
    PartnerFactory(key="gone")
    proposal = commit(plan_of(partners="key,name\nacme,Acme\n", remove_missing=True))
    PartnerFactory(key="gone", name="Another")

    assert error_lines(undo(proposal)) == [
        "partners 0 : There is a new row of this key by now."
    ]
    assert Partner.objects.get(key="gone").name == "Another"


def test_a_removed_row_whose_source_is_gone_is_told(plan_of, commit, undo, acme):
    gone = PartnerFactory(key="gone", source__key="leaflet")
    proposal = commit(plan_of(partners="key,name\nacme,Acme\n", remove_missing=True))
    Source.objects.filter(pk=gone.source_id).delete()

    [error] = error_lines(undo(proposal))

    assert error.startswith("partners 0 source: There is no source “leaflet”.")


def test_a_change_to_what_another_row_has_taken_since_is_told(bring_in, undo):
    SkillFactory(slug="a", name="One")
    proposal = bring_in(skills="slug,name\na,Two\n")
    SkillFactory(slug="b", name="One")

    assert error_lines(undo(proposal)) == [
        "skills 2 name: Another row has this already."
    ]


def test_a_rule_over_several_rows_stands_in_the_way_of_an_undo(bring_in, undo, acme):
    whole = FundingRecordFactory(key="whole")
    part = FundingRecordFactory(key="part", part_of=whole)
    proposal = bring_in(funding="key,part_of\npart,\n")
    whole.part_of = part
    whole.save()

    back = undo(proposal)

    message = "The chain of records and their wholes comes back to where it began."
    assert message in "".join([*error_lines(back), *proposal_problems(back)])
    assert FundingRecord.objects.get(key="part").part_of is None


def test_an_edit_between_plan_and_commit_of_an_undo_refuses_it(
    bring_in, undo_of, commit, acme
):
    plan = undo_of(bring_in(partners=EDIT))
    Partner.objects.update(name="Edited")

    assert proposal_problems(commit(plan)) == [
        "“acme” has been changed since this was planned."
    ]
    assert Partner.objects.get().name == "Edited"


def test_a_later_import_of_the_same_row_is_undone_first(bring_in, undo, acme):
    first = bring_in(partners=EDIT)
    second = bring_in(partners="key,name\nacme,Third\n")

    assert error_lines(undo(first)) == ["partners 2 : It has been changed since."]
    undo(second)
    undo(first)
    assert Partner.objects.get().name == "Acme"
