"""Rows that a file leaves out go only when asked, and only if nothing rests on them."""

import pytest

from institutes.models import Membership, Partner, WorkforceProgram
from mfgusa.provenance.models import Source
from roadmaps.models import Skill
from tests.factories import (
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
    planned_rows,
    proposal_problems,
    table_contents,
)

pytestmark = pytest.mark.django_db
KEPT = "key,name\nkept,Kept\n"


@pytest.fixture
def partners(db):
    """A partner that the file keeps, and one that it leaves out."""
    source = SourceFactory(key="report")
    return [
        PartnerFactory(key=key, name=key.title(), source=source)
        for key in ("kept", "gone")
    ]


@pytest.fixture
def plan_without(plan_of):
    """Plans tables, whose missing rows are to go."""
    return lambda **texts: plan_of(remove_missing=True, **texts)


def test_rows_stay_unless_one_asks(plan_of, partners):
    proposal = plan_of(partners=KEPT)

    assert actions_by_key(proposal) == {"kept": "unchanged"}
    assert not proposal.remove_missing


def test_the_plan_shows_the_rows_that_go_with_all_their_cells(plan_without, partners):
    proposal = plan_without(partners=KEPT)

    [row] = planned_rows(proposal, "delete")
    assert (row.key, row.number, row.row_id) == ("gone", 0, partners[1].pk)
    assert row.before["name"] == "Gone"
    assert (row.before["source"], row.after) == ("report", None)
    assert proposal.counts == {"partners": {"unchanged": 1, "delete": 1}}


def test_the_rows_go(plan_without, commit, partners):
    commit(plan_without(partners="key,name\nkept,Other\n"))

    assert list(Partner.objects.values_list("key", "name")) == [("kept", "Other")]


def test_the_links_of_a_row_go_with_it(plan_without, commit):
    gone = WorkforceProgramFactory(key="gone")
    gone.states.add(StateFactory(code="OH"))
    kept = WorkforceProgramFactory(key="kept", name="Kept")

    commit(plan_without(workforce_programs=KEPT))

    assert list(WorkforceProgram.objects.all()) == [kept]
    assert not gone.states.through.objects.exists()


def test_a_row_on_which_others_rest_is_refused_with_their_names(plan_without, partners):
    MembershipFactory(partner=partners[1], institute__key="lift", role="member")

    proposal = plan_without(partners=KEPT)

    assert error_lines(proposal) == [
        "partners 0 : It cannot be removed, since others rest on it: "
        "memberships lift:gone:member::."
    ]
    assert not proposal.can_commit


def test_a_row_to_which_others_are_linked_is_refused_with_their_names(plan_without):
    item = RoadmapItemFactory(roadmap__key="plan", order=1)
    item.skills.add(SkillFactory(slug="gone"))
    SkillFactory(slug="kept", name="Kept")

    proposal = plan_without(skills="slug,name\nkept,Kept\n")

    assert error_lines(proposal) == [
        "skills 0 : It cannot be removed, since others rest on it: "
        "roadmap_items plan:1."
    ]


def test_a_row_on_which_others_came_to_rest_since_stays(plan_without, commit, partners):
    proposal = plan_without(partners="key,name\nkept,Other\n")
    MembershipFactory(partner=partners[1], institute__key="lift", role="member")

    [problem] = proposal_problems(commit(proposal))

    assert "Some memberships refer to a row that would not be there." in problem
    assert {*Partner.objects.values_list("name", flat=True)} == {"Kept", "Gone"}


def test_of_many_rows_that_rest_on_one_five_are_named(plan_without, partners):
    for n in range(7):
        MembershipFactory(partner=partners[1], institute__key=f"i-{n}")

    [error] = error_lines(plan_without(partners=KEPT))

    assert error.count("memberships") == 5


def test_rows_that_rest_on_each_other_go_together(plan_without, commit, partners):
    MembershipFactory(
        partner=partners[1], institute__key="lift", source=partners[0].source
    )
    MembershipFactory(
        partner=partners[0],
        institute=InstituteFactory(key="arm"),
        role="member",
        source=partners[0].source,
    )

    proposal = plan_without(
        partners=KEPT,
        memberships="institute,partner,role,tier,since\narm,kept,member,,\n",
    )

    assert error_lines(proposal) == []
    commit(proposal)
    assert Partner.objects.get() == Membership.objects.get().partner == partners[0]


def test_a_row_may_go_when_the_same_package_moves_what_rested_on_it(
    plan_without, commit, partners
):
    sources = "key,title\nother,Other\n"
    both = "key,name,source\nkept,Kept,other\ngone,Gone,other\n"

    proposal = plan_without(sources=sources, partners=both)

    assert error_lines(proposal) == []
    commit(proposal)
    assert Source.objects.get().key == "other"


def test_a_row_may_not_go_when_a_new_row_of_the_package_rests_on_it(
    plan_without, commit, partners
):
    InstituteFactory(key="lift", source=partners[0].source)

    proposal = plan_without(
        partners=KEPT,
        memberships="institute,partner,role,tier,since,source\n"
        "lift,gone,member,,,report\n",
    )

    assert error_lines(proposal)
    assert not proposal.can_commit


def test_what_a_removed_row_had_is_free_for_another(plan_without, commit):
    SkillFactory(slug="gone", name="Welding")

    commit(plan_without(skills="slug,name\nnew,Welding\n"))

    assert Skill.objects.values_list("slug", "name").get() == ("new", "Welding")


def test_a_wrong_line_keeps_every_row_in_place(plan_without, commit, partners):
    before = table_contents()

    proposal = commit(plan_without(partners="key,name\nkept,Kept\nGone,Gone\n"))

    assert not proposal.is_clean
    assert table_contents() == before


def test_a_misspelt_header_removes_nothing(plan_without, partners):
    proposal = plan_without(partners="kye,name\nkept,Kept\n")

    assert proposal_problems(proposal)
    assert not planned_rows(proposal)


def test_only_the_tables_of_the_package_lose_rows(plan_without, partners):
    SkillFactory()

    proposal = plan_without(partners=KEPT)

    assert proposal.counts.keys() == {"partners"}


def test_a_rule_over_several_rows_keeps_a_row(plan_without, commit):
    InstituteFactory(key="lift", primary_focus__slug="metals")
    InstituteFactory(key="arm", primary_focus__slug="robots")
    before = table_contents()

    proposal = commit(
        plan_without(
            institute_focus_areas="institute,focus_area,primary\nlift,metals,true\n"
        )
    )

    told = "".join([*error_lines(proposal), *proposal_problems(proposal)])
    assert "An institute has exactly one primary focus area" in told
    assert table_contents() == before


def test_thousands_of_rows_go(plan_without, commit):
    Skill.objects.bulk_create(Skill(slug=f"s-{n}", name=f"S {n}") for n in range(6000))

    commit(plan_without(skills="slug,name\ns-7,S 7\n"))

    assert Skill.objects.get().slug == "s-7"
