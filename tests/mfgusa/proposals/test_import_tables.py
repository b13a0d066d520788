from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from institutes.models import FundingRecord, Partner, WorkforceProgram
from roadmaps.models import ChallengeLink
from tests.factories import (
    ChallengeFactory,
    FocusAreaFactory,
    FundingRecordFactory,
    InstituteFactory,
    PartnerFactory,
    ProjectFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring_in(tmp_path):
    """Write tables as CSV files and import them; gives what the command printed."""

    def bring(*options, **tables):
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        out, err = StringIO(), StringIO()
        try:
            call_command(
                "import_tables", tmp_path, "--yes", *options, stdout=out, stderr=err
            )
        except CommandError as problem:
            return out.getvalue(), f"{err.getvalue()}{problem}"
        return out.getvalue(), err.getvalue()

    return bring


def test_rows_are_created_changed_and_left_alone(bring_in):
    source = SourceFactory(key="report")
    PartnerFactory(key="same", name="Same", source=source)
    PartnerFactory(key="old", name="Old", source=source)

    output, wrong = bring_in(
        partners="key,name,source\nsame,Same,report\nold,New,report\nnew,Fresh,report\n"
    )

    assert "partners: 1 create, 1 update, 1 unchanged, 0 error" in output
    assert wrong == ""
    names = {"same": "Same", "old": "New", "new": "Fresh"}
    assert dict(Partner.objects.values_list("key", "name")) == names


def test_a_dry_run_writes_nothing(bring_in):
    SourceFactory(key="report")

    output, _ = bring_in("--dry-run", partners="key,name,source\nacme,Acme,report\n")

    assert "1 create" in output
    assert not Partner.objects.exists()


def test_all_errors_are_told_at_once_and_nothing_is_written(bring_in):
    SourceFactory(key="report")

    _, wrong = bring_in(
        partners="key,name,sector,country,source\n"
        "good,Good,industry,US,report\n"
        "Bad Key,Bad,industry,US,report\n"
        "spelt,Spelt,indutsry,US,reprot\n"
        "good,Again,industry,US,report\n"
        ",Nameless,,,report\n"
    )

    assert "partners, line 3, key: A key has lower-case letters" in wrong
    assert "line 4, sector: “indutsry” is not one of" in wrong
    assert "Did you mean “report”?" in wrong
    assert "line 5: The key good stands in line 2 already." in wrong
    assert "line 6, key: This cannot be blank." in wrong
    assert "5 errors; nothing was written." in wrong
    assert not Partner.objects.exists()


def test_a_rule_of_the_database_is_told_with_its_line(bring_in):
    SourceFactory(key="report")

    _, wrong = bring_in(
        partners="key,name,country,source\nok,Ok,US,report\nno,No,usa,report\n"
    )

    assert "line 3" in wrong
    assert not Partner.objects.exists()


def test_an_unknown_column_is_refused_with_the_nearest(bring_in):
    _, wrong = bring_in(partners="key,nmae\nacme,Acme\n")

    assert "There is no column “nmae” in partners. Did you mean “name”?" in wrong


def test_a_blank_cell_clears_and_an_absent_column_keeps(bring_in):
    PartnerFactory(key="acme", city="Akron", sector="industry")

    bring_in(partners="key,city\nacme,\n")

    acme = Partner.objects.get()
    assert (acme.city, acme.sector) == ("", "industry")


def test_rows_may_refer_to_rows_of_the_same_package(bring_in):
    InstituteFactory(key="lift")
    head = "key,institute,funder,funder_type,kind,amount_usd,part_of,source\n"

    _, wrong = bring_in(
        sources="key,title\nreport,A report\n",
        funding=head + "a,lift,DoD,federal,renewal,5,whole,report\n"
        "whole,network,DoD,federal,renewal,50,,report\n",
    )

    assert wrong == ""
    part = FundingRecord.objects.get(key="a")
    assert (part.part_of.key, part.part_of.institute) == ("whole", None)


def test_a_link_to_many_rows_is_replaced_as_a_set(bring_in):
    program = WorkforceProgramFactory(key="camp")
    program.states.add(StateFactory(code="OH"), StateFactory(code="MI"))
    StateFactory(code="PA")

    bring_in(workforce_programs="key,states\ncamp,PA; OH\n")

    states = WorkforceProgram.objects.get().states.values_list("code", flat=True)
    assert sorted(states) == ["OH", "PA"]


def test_a_challenge_link_finds_its_subject_by_its_type(bring_in):
    ChallengeFactory(slug="automation")
    SourceFactory(key="report")
    project = ProjectFactory(key="robot-cell")

    bring_in(
        challenge_links="challenge,subject_type,subject,source\n"
        "automation,project,robot-cell,report\n"
    )

    assert ChallengeLink.objects.get().subject == project


def test_a_deferred_rule_keeps_everything_out(bring_in):
    SourceFactory(key="report")

    _, wrong = bring_in(
        institutes="key,acronym,name,status,source\nnew,NEW,New one,active,report\n"
    )

    assert "exactly one primary focus area; NEW has none" in wrong


def test_a_mark_moves_to_another_row_whatever_their_order(bring_in):
    area = FocusAreaFactory(slug="aa-first")
    institute = InstituteFactory(key="lift", primary_focus=area)
    FocusAreaFactory(slug="zz-new")

    for primary, other in [("zz-new", "aa-first"), ("aa-first", "zz-new")]:
        _, wrong = bring_in(
            institute_focus_areas="institute,focus_area,primary\n"
            f"lift,{primary},true\nlift,{other},false\n"
        )
        assert wrong == ""
        assert institute.focus_links.get(primary=True).focus_area.slug == primary


def test_a_dry_run_asks_the_rules_of_the_database_too(bring_in):
    FundingRecordFactory(key="grant")

    _, wrong = bring_in("--dry-run", funding="key,amount_usd\ngrant,-1\n")

    assert "funding, line 2, amount_usd: An amount cannot be negative." in wrong


def test_two_rows_of_one_name_are_refused_in_words(bring_in):
    _, wrong = bring_in(skills="slug,name\na,Welding\nb,Welding\n")

    assert "line 3, name: Another row has this already. Line 2 has the same." in wrong


@pytest.mark.parametrize(
    ("cell", "message"),
    [("a\x0bb", "control characters"), ("x" * 32_768, "32767 characters at most")],
)
def test_what_no_spreadsheet_can_hold_is_refused(bring_in, cell, message):
    _, wrong = bring_in("--dry-run", skills=f'slug,name\nskill,"{cell}"\n')

    assert message in wrong


def test_a_reference_that_is_part_of_a_key_may_be_damaged(bring_in):
    _, wrong = bring_in(
        sites="institute,name,kind,source\nli\x00ft,Hall,satellite,report\n"
    )

    assert "sites, line 2, institute: A cell cannot hold control characters" in wrong


@pytest.mark.parametrize("cell", ["1_000", "1e3", "1.5", "1,000", "٣"])
def test_a_whole_number_is_written_with_digits(bring_in, cell):
    FundingRecordFactory(key="grant")

    _, wrong = bring_in(funding=f'key,amount_usd\ngrant,"{cell}"\n')

    assert "is not a whole number" in wrong


def test_the_history_says_who_and_why(bring_in):
    record = FundingRecordFactory(key="grant", note="")

    bring_in("--why=letter of 3 May", funding="key,note\ngrant,Paid in full\n")

    change = FundingRecord.pgh_event_model.objects.get(pgh_label="update")
    assert (change.pgh_obj_id, change.note) == (record.pk, "Paid in full")
    assert change.pgh_context.metadata["why"] == "letter of 3 May"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"key,name\n\x81,x\n", "line 2"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, message):
    (tmp_path / "partners.csv").write_bytes(content)

    with pytest.raises(CommandError, match=message):
        call_command("import_tables", tmp_path)


def test_a_file_named_like_no_table_is_refused(tmp_path):
    (tmp_path / "partner.csv").write_text("key\n")

    with pytest.raises(CommandError, match="named like no table"):
        call_command("import_tables", tmp_path / "partner.csv")
