"""What importers are known to fall into, one test each; the numbers are those of the
list of pitfalls that the tables were designed against.
"""

import csv
from contextlib import suppress
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.signals import m2m_changed, post_save
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutes.models import FundingRecord, Partner, WorkforceProgram
from mfgusa.proposals import actions, permissions
from mfgusa.provenance.models import Source
from mfgusa.tables.files.readers.upload import open_upload
from mfgusa.tables.files.writers.responses import csv_response
from mfgusa.tables.schema.resource import registry, resource_for
from roadmaps.models import Skill
from tests.factories import (
    FundingRecordFactory,
    PartnerFactory,
    SiteFactory,
    SkillFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.factories.every import FACTORIES
from tests.mfgusa.tables.uploads import (
    actions_by_key,
    assumptions,
    changes_by_key,
    error_lines,
    export_csv,
    export_spreadsheet_csv,
    export_xlsx,
    history,
    pack_tables,
    proposal_problems,
    table_contents,
    upload,
)

pytestmark = pytest.mark.django_db
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


def test_1_no_link_is_lost(bring_in, camp):
    bring_in(
        workforce_programs="key,name,institute,audience,states,source\n"
        f"new,New,{camp.institute.key},general,OH;MI;PA,{camp.source.key}\n"
        f"camp,Camp,{camp.institute.key},general,PA,{camp.source.key}\n"
    )

    links = WorkforceProgram.states.through.objects
    assert links.filter(workforceprogram__key="new").count() == 3
    assert links.filter(workforceprogram__key="camp").count() == 1


def test_2_the_history_has_every_row_and_no_phantom(bring_in, acme):
    PartnerFactory(key="same", name="Same")

    bring_in(partners="key,name,source\nacme,B,report\nsame,Same,report\n")

    # One statement writes both rows, in an order of its own.
    assert {e.key for e in history(Partner, "update")} == {"acme", "same"}
    bring_in(partners="key,name\nacme,C\nsame,Same\n")
    _both, _rows, last = history(Partner, "update")
    assert last.key == "acme"


def test_3_who_may_only_view_imports_nothing(plan_of, somebody, acme):
    viewer = somebody("view partner")

    with pytest.raises(permissions.NotAllowed):
        plan_of(by=viewer, partners=EDIT)
    with pytest.raises(permissions.NotAllowed):
        actions.commit(plan_of(partners=EDIT), by=viewer)

    assert Partner.objects.get().name == "Acme"


def test_4_the_preview_of_a_long_file_is_a_short_page(plan_of, client, curator):
    lines = "".join(f"s-{n},{'Skill ' * 8}{n}\n" for n in range(3_000))
    proposal = plan_of(skills=f"slug,name\n{lines}")
    User.objects.update(is_staff=True)
    client.force_login(curator)

    page = client.get(reverse("admin:proposals_proposal_change", args=[proposal.pk]))

    assert page.status_code == 200
    assert len(page.content) < 300_000


def test_5_what_was_seen_is_what_is_written(plan_of, commit, acme):
    proposal = plan_of(partners=EDIT)
    proposal.parts.update(content=b"key,name\nacme,Something else\n")

    assert commit(proposal).state == "committed"
    assert Partner.objects.get().name == changes_by_key(proposal)["acme"][1]["name"]


def test_5_what_has_moved_since_it_was_seen_is_not_overwritten(plan_of, commit, acme):
    proposal = plan_of(partners=EDIT)
    Partner.objects.update(name="Acme & Sons")

    assert commit(proposal).state == "stale"
    assert Partner.objects.get().name == "Acme & Sons"


def test_6_a_plan_has_no_side_effect(plan_of, acme, camp):
    heard = []

    def hear(sender, **_):
        heard.append(sender._meta.label)

    for sign in (post_save, m2m_changed):
        sign.connect(hear)
    before = table_contents()
    plan_of(partners=EDIT, workforce_programs="key,states\ncamp,PA\n")
    for sign in (post_save, m2m_changed):
        sign.disconnect(hear)

    assert {label for label in heard if not label.startswith("proposals.")} == set()
    assert table_contents() == before


def test_7_more_rows_are_not_more_queries(plan_of, commit, acme):
    head = "key,institute,name,audience,states,source\n"
    camp = WorkforceProgramFactory(key="lift")
    codes = [StateFactory(code=code).code for code in ("OH", "MI", "PA", "IN")]

    def cost(start, count):
        text = head + "".join(
            f"p-{n},{camp.institute.key},P,general,{codes[n % 4]};OH,report\n"
            for n in range(start, start + count)
        )
        with CaptureQueriesContext(connection) as captured:
            commit(plan_of(workforce_programs=text))
        return len(captured)

    cost(0, 3)
    measured = 2  # Many rows end with an ANALYZE: of the plan, and of the table.
    assert cost(100, 20) + measured == cost(1000, 700) < 100
    assert WorkforceProgram.objects.count() == 1 + 3 + 20 + 700


def test_8_what_is_the_same_is_no_change_but_never_hides_an_error(plan_of, camp):
    head = "key,states,learners\n"

    same = plan_of(workforce_programs=f"{head}camp,OH; MI;OH,\n")
    wrong = plan_of(workforce_programs=f"{head}camp,OH;MI,many\n")

    assert actions_by_key(same) == {"camp": "unchanged"}
    assert actions_by_key(wrong) == {"camp": "error"}


def test_9_a_key_that_names_two_rows_or_none_is_said_in_words(plan_of, acme):
    proposal = plan_of(
        partners="key,name,source\nnew,A,report\nnew,B,report\nx,X,reprot\n,Y,report\n"
    )

    assert error_lines(proposal) == [
        "partners 3 : The key new stands in line 2 already.",
        "partners 4 source: There is no source “reprot”. Did you mean “report”?",
        "partners 5 key: This cannot be blank.",
    ]


def test_10_all_that_is_wrong_is_said_at_once(plan_of, acme):
    header = plan_of(partners="key,nmae,citty\nacme,A,B\n")
    cells = plan_of(partners="key,sector,country\nacme,x,y\nACME,x,y\n")

    assert len(proposal_problems(header)) == 2
    assert len(error_lines(cells)) >= 5


def test_11_every_export_can_be_imported(curator):
    for factory in FACTORIES.values():
        factory()
    exports = {name: export_csv(made()) for name, made in registry.items()}

    proposal = upload(pack_tables(**exports), "all.zip", by=curator)

    assert (proposal_problems(proposal), error_lines(proposal), proposal.changes) == (
        [],
        [],
        0,
    )
    assert {t for t, of in proposal.counts.items() if of.get("unchanged")} >= {
        resource_for(model).table
        for model in FACTORIES
        if model in {made._meta.model for made in registry.values()}
    }


def test_12_a_blank_cell_clears_an_absent_column_keeps_and_the_plan_says_so(
    plan_of, commit, acme
):
    proposal = plan_of(partners="key,city\nacme,\n")

    assert changes_by_key(proposal) == {"acme": ({"city": "Akron"}, {"city": ""})}
    commit(proposal)
    assert Partner.objects.values_list("name", "city").get() == ("Acme", "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_13_what_spreadsheets_make_of_a_file_is_understood_and_said(
    plan_of, acme, encoding
):
    proposal = plan_of(partners="key;name\r\nacme;Café\r\n;\r\n\r\n".encode(encoding))

    assert changes_by_key(proposal) == {"acme": ({"name": "Acme"}, {"name": "Café"})}
    assert "Cells are separated by semicolons." in assumptions(proposal)


@pytest.mark.parametrize("cell", ["03/04/2021", "44300", "4/2021"])
def test_13_a_date_that_has_to_be_guessed_is_refused(plan_of, acme, cell):
    proposal = plan_of(sources=f"key,published\nreport,{cell}\n")

    assert len(error_lines(proposal)) == 1
    assert cell in error_lines(proposal)[0]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "'=", "''-"])
def test_14_no_spreadsheet_runs_a_cell_and_import_gets_it_back(curator, first):
    PartnerFactory(name=f"{first}cmd|' /C calc'!A0")
    partners = registry["partners"]()

    safe = export_spreadsheet_csv(partners)

    [row] = csv.DictReader(StringIO(safe))
    assert row["name"].startswith("'")
    for text in (safe, export_csv(partners)):
        proposal = upload(text, "partners.csv", by=curator)
        assert actions_by_key(proposal) == {row["key"]: "unchanged"}


def test_14_negative_numbers_are_left_alone():
    SiteFactory(latitude=41, longitude="-83.5", precision="city")

    [row] = csv.DictReader(StringIO(export_spreadsheet_csv(registry["sites"]())))

    assert row["longitude"] == "-83.5"


def test_21_an_export_has_all_rows_and_says_how_many():
    Skill.objects.bulk_create(Skill(slug=f"s-{n}", name=f"S {n}") for n in range(5_003))
    skills = registry["skills"]()

    response = csv_response(skills, Skill.objects.all())

    lines = response.getvalue().count(b"\n")
    assert (lines, response["X-Row-Count"]) == (5_004, "5003")
    assert len(export_xlsx(skills)) > 5_003


def test_21_an_export_that_breaks_off_is_no_file_to_import(tmp_path, monkeypatch):
    SkillFactory.create_batch(3)
    skills, path = registry["skills"](), tmp_path / "skills.csv"
    monkeypatch.setattr(
        "mfgusa.tables.files.writers.responses.csv_lines",
        lambda *_, **__: breaks(skills),
    )
    response = csv_response(skills, Skill.objects.all())
    with path.open("wb") as file, suppress(RuntimeError):
        file.writelines(response.streaming_content)

    with (
        pytest.raises(ValueError, match="quotation mark"),
        open_upload(path, path.name),
    ):
        pass


def breaks(resource):
    yield export_csv(resource)
    raise RuntimeError("the database is gone")


def test_23_an_undo_brings_back_rows_links_and_what_was_removed(
    plan_of, commit, undo, acme, camp
):
    gone = WorkforceProgramFactory(key="gone", source=acme.source)
    gone.states.add(StateFactory(code="OH"))
    FundingRecordFactory(key="grant", source=acme.source)
    before = table_contents()
    proposal = plan_of(
        workforce_programs=f"key,states,name\ncamp,PA,{camp.name}\n",
        funding="key,note\ngrant,Paid\n",
        remove_missing=True,
    )
    assert proposal.counts["workforce_programs"] == {"update": 1, "delete": 1}
    commit(proposal)
    assert table_contents() != before

    assert undo(proposal).state == "committed"
    assert table_contents() == before
    assert FundingRecord.objects.get().note == ""


def test_23_an_undo_leaves_what_others_have_edited_since(bring_in, undo, acme):
    proposal = bring_in(partners=EDIT)
    Partner.objects.update(city="Erie")

    assert error_lines(undo(proposal)) == ["partners 2 : It has been changed since."]
    assert Partner.objects.values_list("name", "city").get() == ("Acme Inc.", "Erie")
    assert Source.objects.exists()
