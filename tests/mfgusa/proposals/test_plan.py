"""What a plan says of a file, and that saying it changes nothing."""

from hashlib import sha256

import pytest
from django.db import connection
from django.db.models import signals
from django.test.utils import CaptureQueriesContext

from institutes.models import Partner
from mfgusa.proposals import actions
from mfgusa.proposals.models import Proposal
from mfgusa.tables.schema import natural_keys
from tests.factories import (
    FundingRecordFactory,
    InstituteFactory,
    ItemLinkFactory,
    PartnerFactory,
    RoadmapFactory,
    RoadmapItemFactory,
    SiteFactory,
    SkillFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.mfgusa.tables.uploads import (
    actions_by_key,
    assumptions,
    changes_by_key,
    error_lines,
    planned_rows,
    proposal_problems,
    stored_rows,
    upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(db):
    return SourceFactory(key="report")


@pytest.fixture
def acme(source):
    return PartnerFactory(
        key="acme", name="Acme", city="Akron", sector="industry", source=source
    )


@pytest.fixture
def camp(db):
    """A program in Ohio and Michigan."""
    made = WorkforceProgramFactory(key="camp")
    made.states.add(StateFactory(code="OH"), StateFactory(code="MI"))
    StateFactory(code="PA")
    return made


# What happens to each row


def test_every_row_is_created_changed_left_alone_or_wrong(plan_of, acme):
    PartnerFactory(key="same", name="Same")

    proposal = plan_of(
        partners="key,name,source\nacme,Acme Inc.,report\nnew,New,report\n"
        "same,Same,\nspelt,Spelt,reprot\n"
    )

    assert actions_by_key(proposal) == {
        "acme": "update",
        "new": "create",
        "same": "error",
        "spelt": "error",
    }
    assert proposal.counts == {"partners": {"update": 1, "create": 1, "error": 2}}


def test_a_change_says_what_was_and_what_will_be_in_the_changed_cells(plan_of, acme):
    proposal = plan_of(partners="key,name,city,sector\nacme,Acme Inc.,,industry\n")

    before, after = {"name": "Acme", "city": "Akron"}, {"name": "Acme Inc.", "city": ""}
    assert changes_by_key(proposal) == {"acme": (before, after)}
    assert proposal.columns == {"partners": {"name": 1, "city": 1}}


def test_a_new_row_has_the_cells_of_the_file_and_none_before(plan_of, source):
    [row] = planned_rows(plan_of(partners="key,name,source\nnew,New,report\n"))

    assert (row.before, row.row_id) == (None, None)
    assert row.after == {"key": "new", "name": "New", "source": "report"}


def test_a_row_that_stays_has_no_cells(plan_of, acme):
    [row] = planned_rows(plan_of(partners="key,name,city\nacme,Acme,Akron\n"))

    assert (row.action, row.before, row.after) == ("unchanged", None, None)


def test_rows_are_numbered_by_their_lines(plan_of, acme):
    proposal = plan_of(partners='key,name\n\n"acme","two\nlines"\n\nnew,New\n')

    assert [row.number for row in planned_rows(proposal)] == [3, 6]


def test_a_blank_cell_clears_and_an_absent_column_keeps(plan_of, acme):
    proposal = plan_of(partners="key,city\nacme,\n")

    assert changes_by_key(proposal) == {"acme": ({"city": "Akron"}, {"city": ""})}


def test_the_same_value_in_another_form_is_no_change(plan_of):
    SiteFactory(
        institute=InstituteFactory(key="lift"),
        name="Hall",
        latitude="42.5",
        longitude="-83",
        precision="city",
    )

    proposal = plan_of(
        sites="institute,name,latitude,longitude\nlift, Hall ,42.50,-83.0\n"
    )

    assert actions_by_key(proposal) == {"lift:Hall": "unchanged"}


# Links


@pytest.mark.parametrize("cell", ["MI;OH", "OH;MI", " OH ; MI;;OH"])
def test_order_and_repeats_of_links_are_no_change(plan_of, camp, cell):
    proposal = plan_of(workforce_programs=f"key,states\ncamp,{cell}\n")

    assert actions_by_key(proposal) == {"camp": "unchanged"}


def test_other_links_are_a_change_of_one_cell(plan_of, camp):
    proposal = plan_of(workforce_programs="key,states\ncamp,PA;OH\n")

    assert changes_by_key(proposal) == {
        "camp": ({"states": "MI;OH"}, {"states": "OH;PA"})
    }


def test_a_blank_cell_takes_all_links_away(plan_of, camp):
    proposal = plan_of(workforce_programs="key,states\ncamp,\n")

    assert changes_by_key(proposal) == {"camp": ({"states": "MI;OH"}, {"states": ""})}


def test_a_link_to_no_row_is_said_with_the_nearest_key(plan_of):
    item = RoadmapItemFactory(order=1, roadmap__key="plan")
    item.skills.add(SkillFactory(slug="welding"))

    proposal = plan_of(roadmap_items="roadmap,order,skills\nplan,1,welding;weldin\n")

    assert error_lines(proposal) == [
        "roadmap_items 2 skills: There is no skill “weldin”. Did you mean “welding”?"
    ]


# Headers


def test_a_misspelt_column_is_refused_with_the_nearest(plan_of, acme):
    proposal = plan_of(partners="key,nmae\nacme,Acme Inc.\n")

    assert proposal_problems(proposal) == [
        "There is no column “nmae” in partners. Did you mean “name”?"
    ]
    assert planned_rows(proposal) == []
    assert not proposal.can_commit


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("name,city", "Column “key” is missing; it is part of the key."),
        ("key,name,name", "Column “name” stands twice."),
    ],
)
def test_a_header_that_names_no_row_or_one_cell_twice_is_refused(
    plan_of, header, message
):
    assert message in proposal_problems(plan_of(partners=f"{header}\na,b,c\n"))


def test_everything_wrong_with_all_headers_is_said_at_once(plan_of):
    proposal = plan_of(partners="kye,nmae\na,b\n", skills="slug,nam\na,b\n")

    assert [problem["table"] for problem in proposal.problems].count("skills") == 1
    assert len(proposal.problems) == 4


# Errors


def test_all_errors_of_all_rows_are_said_at_once(plan_of, acme):
    PartnerFactory(key="other", ror="https://ror.org/01")

    proposal = plan_of(
        partners="key,name,sector,country,ror,source\n"
        "Bad Key,Bad,indutsry,US,,report\n"
        "acme,,,usa,https://ror.org/01,reprot\n"
        "acme,Acme,,,,report\n"
        "new,New,,us,,report\n"
    )

    assert error_lines(proposal) == [
        "partners 2 key: A key has lower-case letters, digits and single hyphens only, "
        "such as “america-makes”.",
        "partners 2 sector: “indutsry” is not one of: industry, academia, government, "
        "nonprofit. Did you mean “industry”?",
        "partners 3 country: Ensure this value has at most 2 characters (it has 3).",
        "partners 3 source: There is no source “reprot”. Did you mean “report”?",
        "partners 3 name: This cannot be blank.",
        "partners 3 ror: Another partner has this ROR id.",
        "partners 4 : The key acme stands in line 3 already.",
        "partners 5 country: A country is two upper-case letters, such as US "
        "(ISO 3166-1).",
    ]
    assert not proposal.can_commit


def test_a_wrong_row_keeps_the_cells_of_the_file(plan_of, acme):
    [row] = planned_rows(plan_of(partners="key,sector\nacme, factory\n"))

    assert row.after == {"key": "acme", "sector": " factory"}
    assert row.errors[0]["value"] == " factory"


def test_a_new_row_needs_the_columns_that_cannot_be_blank(plan_of, source):
    proposal = plan_of(partners="key\nnew\n")

    assert error_lines(proposal) == [
        "partners 2 name: A new row needs this column.",
        "partners 2 source: A new row needs this column.",
    ]


def test_an_unknown_reference_is_said_with_the_nearest_key(plan_of, acme):
    proposal = plan_of(partners="key,source\nacme,reprot\n")

    assert error_lines(proposal) == [
        "partners 2 source: There is no source “reprot”. Did you mean “report”?"
    ]


@pytest.mark.parametrize("name", ["Ohio", "ohio", "Óhio"])
def test_a_name_in_place_of_a_key_is_said_with_the_key(plan_of, camp, name):
    StateFactory(code="HI")

    proposal = plan_of(workforce_programs=f"key,states\ncamp,MI;{name}\n")

    assert error_lines(proposal) == [
        f"workforce_programs 2 states: There is no state “{name}”. Did you mean “OH”?"
    ]


def test_an_alias_in_place_of_a_key_is_said_with_the_key(plan_of, source):
    ge = PartnerFactory(
        key="ge-aerospace", name="GE Aerospace", aliases=["GE Aviation"]
    )
    institute = InstituteFactory(key="lift")

    proposal = plan_of(
        memberships="institute,partner,role,tier,since,source\n"
        f"{institute.key},GE Aviation,,,,{source.key}\n"
    )

    assert f"There is no partner “GE Aviation”. Did you mean “{ge.key}”?" in str(
        error_lines(proposal)
    )


def test_a_name_of_two_rows_stands_for_neither(plan_of, source):
    for key in ("acme-of-ohio", "acme-of-texas"):
        PartnerFactory(key=key, name="Universal Products")
    institute = InstituteFactory(key="lift")

    proposal = plan_of(
        memberships="institute,partner,role,tier,since,source\n"
        f"{institute.key},Universal Products,,,,{source.key}\n"
    )

    assert "There is no partner “Universal Products”.'" in str(error_lines(proposal))


@pytest.fixture
def comparisons(monkeypatch):
    """The texts that were compared with known keys, and the numbers of those."""
    comparisons = []

    def compare(text, keys):
        comparisons.append((text, len(keys)))
        return ""

    monkeypatch.setattr(natural_keys, "closest_match", compare)
    return comparisons


def test_the_same_wrong_key_is_compared_once(plan_of, source, comparisons):
    rows = "".join(f"p-{n},P {n},reprot\n" for n in range(20))

    proposal = plan_of(partners=f"key,name,source\n{rows}")

    assert proposal.count("error") == 20
    assert comparisons == [("reprot", 1)]


def test_the_number_of_guesses_is_limited(plan_of, source, comparisons):
    rows = "".join(f"p-{n},P {n},no-{n}\n" for n in range(1_900))

    proposal = plan_of(partners=f"key,name,source\n{rows}")

    assert proposal.count("error") == 1_900
    assert len(comparisons) == natural_keys.MAX_GUESSES


def test_the_number_of_comparisons_is_limited(
    plan_of, source, comparisons, monkeypatch
):
    monkeypatch.setattr(natural_keys, "MAX_COMPARISONS", 5)
    rows = "".join(f"p-{n},P {n},no-{n}\n" for n in range(20))

    plan_of(partners=f"key,name,source\n{rows}")

    assert comparisons == [(f"no-{n}", 1) for n in range(5)]


def test_a_key_that_stands_twice_names_the_first_line(plan_of, acme):
    proposal = plan_of(partners="key,name\nacme,Acme\n acme,Other\nacme ,Third\n")

    assert error_lines(proposal) == [
        "partners 3 : The key acme stands in line 2 already.",
        "partners 4 : The key acme stands in line 2 already.",
    ]


def test_a_condition_of_the_database_is_said_with_its_column(plan_of):
    FundingRecordFactory(key="grant")

    proposal = plan_of(funding="key,amount_usd\ngrant,-1\n")

    assert error_lines(proposal) == [
        "funding 2 amount_usd: An amount cannot be negative."
    ]


def test_a_condition_on_two_columns_counts_what_the_file_leaves_alone(plan_of):
    FundingRecordFactory(key="grant", period_end="2014-05")

    proposal = plan_of(funding="key,period_start\ngrant,2014-06\n")

    assert error_lines(proposal) == [
        "funding 2 : A funding period cannot end before it starts."
    ]


def test_what_only_one_row_may_have_is_refused_within_the_file(plan_of):
    proposal = plan_of(skills="slug,name\na,Welding\nb,Sewing\nc,Welding\n")

    assert error_lines(proposal) == [
        "skills 4 name: Another row has this already. Line 2 has the same."
    ]


def test_what_only_one_row_may_have_is_refused_when_another_has_it(plan_of):
    SkillFactory(slug="welding", name="Welding")

    proposal = plan_of(skills="slug,name\nsoldering,Welding\n")

    assert error_lines(proposal) == ["skills 2 name: Another row has this already."]


def test_what_another_row_gives_up_in_the_same_file_is_free(plan_of):
    SkillFactory(slug="welding", name="Welding")

    proposal = plan_of(skills="slug,name\nsoldering,Welding\nwelding,Arc welding\n")

    assert actions_by_key(proposal) == {"soldering": "create", "welding": "update"}


@pytest.mark.parametrize("cell", ["03/04/2021", "3.4.2021"])
def test_a_date_that_may_be_two_days_is_refused_with_both(plan_of, source, cell):
    proposal = plan_of(sources=f"key,published\nreport,{cell}\n")

    assert error_lines(proposal) == [
        f"sources 2 published: “{cell}” may be two days; write 2021-03-04 or "
        "2021-04-03."
    ]


@pytest.mark.parametrize("cell", ["April 2021", "2021-02-30", "2021-13", "soon"])
def test_what_is_no_date_is_refused_with_what_to_write(plan_of, source, cell):
    proposal = plan_of(sources=f"key,published\nreport,{cell}\n")

    assert error_lines(proposal) == [
        f"sources 2 published: “{cell}” is not a date; write 2014, 2014-02 or "
        "2014-02-25."
    ]


def test_a_row_longer_than_the_header_is_an_error_of_that_row(plan_of, acme):
    proposal = plan_of(partners="key,name\nacme,Acme,Inc.\nnew,,\n")

    assert "but the header ends after 2" in error_lines(proposal)[0]


def test_a_rule_over_several_rows_is_asked_of_the_whole_package(plan_of, source):
    text = "key,acronym,name,status,source\nlift,LIFT,Metals,active,report\n"
    area = "institute,focus_area,primary\nlift,metals,{}\n".format
    areas = "slug,name\nmetals,Metals\n"

    alone = plan_of(institutes=text)
    whole = plan_of(
        institutes=text, focus_areas=areas, institute_focus_areas=area("true")
    )

    assert error_lines(alone) == [
        "institutes 2 : An institute has exactly one primary focus area; LIFT has none."
    ]
    assert error_lines(whole) == []


def test_a_circle_of_rows_is_an_error_of_each_of_them(plan_of, source):
    head = "code,name,parent,source\n"

    proposal = plan_of(agencies=f"{head}A,A,B,report\nB,B,A,report\nC,C,,report\n")

    message = "The chain of parent agencies comes back to where it began."
    assert error_lines(proposal) == [f"agencies {line} : {message}" for line in (2, 3)]


# References


@pytest.mark.parametrize("order", [1, -1])
def test_rows_may_refer_to_another_file_of_the_zip(plan_of, order):
    files = {
        "sources": "key,title\nfresh,A report\n",
        "partners": "key,name,source\nnew,New,fresh\n",
    }

    proposal = plan_of(**dict([*files.items()][::order]))

    assert actions_by_key(proposal) == {"fresh": "create", "new": "create"}


def test_rows_may_refer_to_later_lines_of_the_same_file(plan_of, source):
    head = "code,name,parent,source\n"

    proposal = plan_of(agencies=f"{head}A,Part,B,report\nB,Whole,,report\n")

    assert error_lines(proposal) == []


def test_rows_may_refer_to_a_row_with_a_key_of_several_parts(plan_of, source):
    proposal = plan_of(
        roadmaps="key,institute,title,source\nplan,network,Plan,report\n",
        roadmap_items="roadmap,order,title,source\nplan,1,Item,report\n",
        challenges="slug,name,description\ngrow,Grow,More.\n",
        challenge_links="challenge,subject_type,subject,source\n"
        "grow,roadmap_item,plan:1,report\n",
    )

    assert error_lines(proposal) == []
    assert actions_by_key(proposal)["grow:roadmap_item:plan:1"] == "create"


def test_links_of_items_and_skills_say_which_key_is_not_known(plan_of, source):
    ItemLinkFactory(roadmap_item__roadmap__key="plan", roadmap_item__order=1)
    WorkforceProgramFactory(key="camp")
    SkillFactory(slug="welding")

    proposal = plan_of(
        roadmap_item_links="roadmap_item,subject_type,subject,source\n"
        "plan:2,workforce_program,camp,report\n"
        "plan:1,workforce_program,canp,report\n"
        "plan:1,programme,camp,report\n",
        skill_programs="skill,workforce_program,source\n"
        "weldin,camp,report\nwelding,canp,report\n",
    )

    assert sorted(error_lines(proposal)) == [
        "roadmap_item_links 2 roadmap_item: There is no roadmap item “plan:2”.",
        "roadmap_item_links 3 subject: There is no workforce program “canp”. "
        "Did you mean “camp”?",
        "roadmap_item_links 4 subject: A link has exactly one subject: a project or a "
        "workforce program.",
        "roadmap_item_links 4 subject_type: “programme” is not one of: project, "
        "workforce_program.",
        "skill_programs 2 skill: There is no skill “weldin”. Did you mean “welding”?",
        "skill_programs 3 workforce_program: There is no workforce program “canp”. "
        "Did you mean “camp”?",
    ]


# What was understood


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("key;name\nacme;Acme\n", "Cells are separated by semicolons."),
        ("key\tname\nacme\tAcme\n", "Cells are separated by tabs."),
        ("key,NAME\nacme,Acme\n", "The column “NAME” was read as “name”."),
        ("key,name,errors\nacme,Acme,x\n", "The column “errors” was passed over."),
        (
            "key,name\nacme,Acmé\n".encode("cp1252"),
            "Read as Windows-1252 (cp1252) text, for example “Acmé”.",
        ),
        (
            "key,name\nacme,Acmé\n".encode("utf-16"),
            "Read as UTF-16 text, for example “Acmé”.",
        ),
    ],
)
def test_how_the_file_was_understood_is_said(plan_of, acme, content, sentence):
    assert assumptions(plan_of(partners=content)) == [sentence]


def test_a_cell_read_as_something_else_is_said(plan_of):
    area = "institute,focus_area,primary\n"
    institute = InstituteFactory(key="lift", primary_focus__slug="metals")

    proposal = plan_of(institute_focus_areas=f"{area}lift,metals,YES\n")

    assert assumptions(proposal) == [
        "primary: “YES” was read as “true” (1 such cells)."
    ]
    assert institute.focus_links.count() == 1


def test_nothing_is_said_of_a_plain_file(plan_of, acme):
    assert assumptions(plan_of(partners="key,name\nacme, Acme\n")) == []


# What is kept


def test_the_proposal_keeps_what_came_from_whom_and_why(curator, acme):
    content = b"key,name\nacme,Acme Inc.\n"

    proposal = upload(content, "C:/mine/partners (2).csv", by=curator, why="Letter")

    assert proposal.tables == ["partners"]
    assert (proposal.user, proposal.user_name, proposal.why) == (
        curator,
        "ada",
        "Letter",
    )
    assert proposal.sha256 == sha256(content).hexdigest()
    assert (proposal.file_name, proposal.size) == ("partners (2).csv", len(content))
    assert proposal.planned_at >= proposal.created_at


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7", "seems to be a PDF document"),
        (b'key,name\nacme,"Acme\n', "quotation mark"),
    ],
)
def test_of_a_file_that_is_no_table_only_the_refusal_is_kept(curator, content, words):
    proposal = upload(content, "partners.csv", table="partners", by=curator)

    assert proposal.state == Proposal.State.REFUSED
    assert words in proposal_problems(proposal)[0]
    assert (proposal.parts.count(), proposal.rows.count()) == (0, 0)


# That planning changes nothing

PACKAGE = {
    "sources": "key,title\nreport,Other\nfresh,Fresh\n",
    "partners": "key,name,source\nacme,Acme Inc.,fresh\nnew,New,report\n",
    "workforce_programs": "key,states\ncamp,OH;PA\n",
}


@pytest.mark.parametrize("remove_missing", [False, True])
def test_a_plan_writes_nothing_but_itself(plan_of, acme, camp, remove_missing):
    before = stored_rows()

    proposal = plan_of(**PACKAGE, remove_missing=remove_missing)

    assert proposal.changes
    assert stored_rows() == before


def test_no_signal_is_sent_for_a_row_of_a_table(plan_of, acme, camp, heard):
    plan_of(**PACKAGE)

    assert heard == []


@pytest.fixture
def heard():
    """What signals say of rows that are of a table, from now on."""
    names = ("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed")
    found = []

    def hear(sender, **_):
        if sender._meta.app_label != "proposals":
            found.append(sender)

    for name in names:
        getattr(signals, name).connect(hear)
    yield found
    for name in names:
        getattr(signals, name).disconnect(hear)


def test_signals_would_be_heard(heard):
    PartnerFactory()

    assert Partner in heard


def test_planning_again_sees_the_rows_as_they_are_now(plan_of, acme, curator):
    proposal = plan_of(partners="key,name\nacme,Acme Inc.\n")
    Partner.objects.update(name="ACME")

    again = actions.plan_again(proposal, by=curator)

    assert changes_by_key(again) == {"acme": ({"name": "ACME"}, {"name": "Acme Inc."})}
    assert again.rows.count() == 1


# What it costs


def lines(count, start=0):
    return "".join(f"p-{n},P {n},industry,report\n" for n in range(start, count))


def queries_for(plan_of, **texts):
    with CaptureQueriesContext(connection) as captured:
        proposal = plan_of(**texts)
    assert not error_lines(proposal)
    return len(captured)


def test_a_plan_costs_the_same_queries_however_many_lines(plan_of, source):
    head = "key,name,sector,source\n"
    Partner.objects.bulk_create(
        Partner(key=f"p-{n}", name="Old", source=source) for n in range(0, 900, 2)
    )
    plan_of(partners=head + lines(4))

    few = queries_for(plan_of, partners=head + lines(4))
    many = queries_for(plan_of, partners=head + lines(900))

    measured = 1  # A plan of many rows ends with one ANALYZE.
    assert few + measured == many


def test_links_cost_the_same_queries_however_many(plan_of, source):
    head = "roadmap,order,title,source,skills\n"
    slugs = [skill.slug for skill in SkillFactory.create_batch(40)]
    roadmap = RoadmapFactory(key="plan")
    for order in range(0, 40, 2):
        RoadmapItemFactory(roadmap=roadmap, order=order)

    def items(count):
        row = "plan,{0},Item,report,{1};{2}\n".format
        return "".join(row(n, slugs[n], slugs[-n - 1]) for n in range(count))

    counts = [queries_for(plan_of, roadmap_items=head + items(n)) for n in (2, 39)]

    assert counts[0] == counts[1]


def test_longer_files_cost_a_few_queries_for_five_thousand_lines(plan_of):
    def skills(count):
        return "slug,name\n" + "".join(f"s-{n},Skill {n}\n" for n in range(count))

    counts = [queries_for(plan_of, skills=skills(n)) for n in (5_000, 10_000)]

    assert 0 < counts[1] - counts[0] <= 5
