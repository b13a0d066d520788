import pghistory
import pgtrigger
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from pghistory.models import Context

from institutes.models import InstituteFocusArea, WorkforceProgramState
from mfgusa.db.history import ContextMiddleware
from mfgusa.fields.derived import is_derived
from mfgusa.provenance.models import Source
from roadmaps.models import RoadmapItemSkill
from tests.factories import (
    FocusAreaFactory,
    RoadmapItemFactory,
    SkillFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.factories.every import FACTORIES, MODELS

pytestmark = pytest.mark.django_db

REASON = {"user": 7, "why": "The report was corrected."}
TRIGGERS = [
    *(
        f"bump_data_version_{kind}"
        for kind in ("insert", "update", "delete", "truncate")
    ),
    *("delete_delete", "insert_insert", "update_update"),
]


def events(model, **fields):
    return model.pgh_event_model.objects.filter(**fields).order_by("pgh_id")


def labels(model, **fields):
    return list(events(model, **fields).values_list("pgh_label", flat=True))


def copy_in(*keys):
    columns = "key, title, publisher, url"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY provenance_source ({columns}) FROM STDIN") as rows,
    ):
        for key in keys:
            rows.write_row((key, "By COPY", "", ""))


def change(model):
    """A change that a row of the model can take."""
    if model is InstituteFocusArea:
        return {"focus_area": FocusAreaFactory()}
    names = {field.name for field in model._meta.fields}
    return {next(n for n in ("locator", "name", "title") if n in names): "new"}


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_public_table_has_its_triggers(model):
    with connection.cursor() as cursor:
        cursor.execute(
            r"SELECT regexp_replace(tgname, '^pgtrigger_(.*)_\w+$', '\1') "
            "FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'",
            [model._meta.db_table],
        )
        installed = {name for (name,) in cursor.fetchall()}

    assert installed >= set(TRIGGERS)


@pytest.mark.parametrize("model", FACTORIES, ids=lambda m: m.__name__)
def test_every_model_remembers_its_rows_from_first_to_last(model):
    row = FACTORIES[model]()
    rows = model._base_manager.filter(pk=row.pk)

    rows.update(**change(model))
    rows.delete()

    assert labels(model, id=row.pk) == ["insert", "update", "delete"]


@pytest.mark.parametrize("model", FACTORIES, ids=lambda m: m.__name__)
def test_an_event_holds_the_whole_row(model):
    row = FACTORIES[model]()
    row.refresh_from_db()
    columns = [f.attname for f in model._meta.fields if not is_derived(f)]

    event = events(model, pgh_obj_id=row.pk).get()

    assert [getattr(event, c) for c in columns] == [getattr(row, c) for c in columns]


def test_a_save_and_a_removal_are_recorded():
    source = SourceFactory(key="gao", title="Old")
    source.title = "New"
    source.save()
    source.delete()

    story = events(Source).values_list("pgh_label", "key", "title")
    assert list(story) == [
        ("insert", "gao", "Old"),
        ("update", "gao", "New"),
        ("delete", "gao", "New"),
    ]


def test_bulk_writes_are_recorded_row_by_row():
    Source.objects.bulk_create(SourceFactory.build_batch(3))
    Source.objects.update(publisher="NIST")
    Source.objects.all().delete()

    assert labels(Source) == ["insert"] * 3 + ["update"] * 3 + ["delete"] * 3
    assert events(Source, pgh_label="update", publisher="NIST").count() == 3


def test_an_upsert_records_what_it_did_to_each_row():
    SourceFactory(key="gao", title="Old")
    rows = [SourceFactory.build(key=key, title="New") for key in ("gao", "nist")]

    Source.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["title"]
    )

    assert labels(Source, key="gao") == ["insert", "update"]
    assert labels(Source, key="nist") == ["insert"]


def test_an_update_that_changes_nothing_is_not_recorded():
    SourceFactory(title="Same")

    Source.objects.update(title="Same")
    Source.objects.get().save()

    assert labels(Source) == ["insert"]


def test_an_update_records_only_the_rows_it_changes():
    SourceFactory(key="gao", publisher="GAO")
    SourceFactory(key="nist", publisher="NIST")

    Source.objects.update(publisher="NIST")

    assert events(Source, pgh_label="update").get().key == "gao"


def test_states_of_a_program_are_recorded():
    program, ohio = WorkforceProgramFactory(), StateFactory(code="OH")

    program.states.add(ohio)
    program.states.add(ohio)
    program.states.remove(ohio)

    same = {"workforceprogram": program, "state": ohio}
    assert labels(WorkforceProgramState, **same) == ["insert", "delete"]


def test_skills_of_a_roadmap_item_are_recorded():
    item, (old, kept, new) = RoadmapItemFactory(), SkillFactory.create_batch(3)

    item.skills.set([old, kept])
    item.skills.set([kept, new])

    assert labels(RoadmapItemSkill, skill=old) == ["insert", "delete"]
    assert labels(RoadmapItemSkill, skill=kept) == ["insert"]
    assert labels(RoadmapItemSkill, skill=new) == ["insert"]


def test_a_copy_is_recorded():
    copy_in("gao", "nist")

    story = events(Source).values_list("pgh_label", "key", "title")
    wanted = [("insert", "gao", "By COPY"), ("insert", "nist", "By COPY")]
    assert list(story) == wanted


def test_who_and_why_are_kept_with_each_event():
    with pghistory.context(**REASON):
        source = SourceFactory()
        Source.objects.update(title="New")
        Source.objects.bulk_create([SourceFactory.build(key="nist")])
        source.delete()

    contexts = {event.pgh_context for event in events(Source)}
    assert [context.metadata for context in contexts] == [REASON]
    assert events(Source).count() == 4


def test_a_write_without_a_context_has_none():
    SourceFactory()

    assert events(Source).get().pgh_context is None


def test_a_copy_after_another_statement_keeps_who_and_why():
    with pghistory.context(**REASON):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 0")  # Any but a reading one.
        copy_in("gao")

    assert events(Source).get().pgh_context.metadata == REASON


def test_the_reason_that_a_curator_typed_is_kept():
    curator = get_user_model().objects.create(username="curator")
    request = RequestFactory().post("/admin/", {"_why": "  A typo.  "})
    request.user = curator

    ContextMiddleware(lambda request: HttpResponse(SourceFactory().key))(request)

    wanted = {"user": curator.pk, "url": "/admin/", "why": "A typo."}
    assert events(Source).get().pgh_context.metadata == wanted


@pytest.mark.parametrize(
    ("method", "data"), [("post", {}), ("post", {"_why": " "}), ("get", {"_why": "x"})]
)
def test_no_reason_is_made_up(method, data):
    request = getattr(RequestFactory(), method)("/admin/", data)
    request.user = get_user_model().objects.create(username="curator")

    assert "why" not in ContextMiddleware(lambda request: None).get_context(request)


def test_the_body_of_a_post_by_nobody_is_not_read():
    request = RequestFactory().post("/healthz", {"_why": "Me"})
    request.user = AnonymousUser()

    context = ContextMiddleware(lambda request: None).get_context(request)

    assert context == {"user": None, "url": "/healthz"}
    assert b"Me" in request.read()


# Only added to


REWRITES = (
    "UPDATE {} SET pgh_label = 'insert'",
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
)


def refusal(statement):
    """The sentence with which the database refuses a statement."""
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(refused.value).splitlines()[0]


def context():
    """The context of an event, as it is stored."""
    with pghistory.context(**REASON):
        SourceFactory()
    return Context.objects.get()


@pytest.mark.parametrize("rewrite", REWRITES)
@pytest.mark.parametrize("model", FACTORIES, ids=lambda m: m.__name__)
def test_history_is_neither_changed_nor_removed(model, rewrite):
    table = model.pgh_event_model._meta.db_table

    assert refusal(rewrite.format(table)) == (
        f"History is only added to: rows of {table} are neither changed nor removed."
    )


@pytest.mark.parametrize("rewrite", REWRITES[1:])
def test_contexts_are_not_removed(rewrite):
    assert "pghistory_context are neither" in refusal(
        rewrite.format("pghistory_context")
    )


def test_a_context_takes_more_keys():
    with pghistory.context(**REASON):
        SourceFactory()
        with pghistory.context(proposal=3):
            SourceFactory()

    assert Context.objects.get().metadata == REASON | {"proposal": 3}


@pytest.mark.parametrize(
    "change",
    [
        """metadata = metadata || '{"why": "Another"}'""",
        "metadata = metadata - 'why'",
        "created_at = now() - interval '1 year'",
        "id = gen_random_uuid()",
    ],
)
def test_what_a_context_says_stays(change):
    before = context()

    assert "History is only added to" in refusal(
        f"UPDATE pghistory_context SET {change}"
    )
    assert Context.objects.get().metadata == before.metadata


def test_triggers_that_are_ignored_do_not_open_the_history():
    context()

    with pgtrigger.ignore():
        for table in (Source.pgh_event_model._meta.db_table, "pghistory_context"):
            assert "History is only added to" in refusal(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "trick",
    [
        "CREATE TEMP TABLE provenance_sourceevent"
        " (LIKE public.provenance_sourceevent INCLUDING ALL) ON COMMIT DROP",
        "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true)"
        " FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'",
    ],
    ids=["a temporary table", "pgtrigger.ignore"],
)
def test_no_trick_of_a_session_keeps_a_write_from_the_history(trick):
    source = SourceFactory()
    with connection.cursor() as cursor:
        cursor.execute(trick)

    Source.objects.filter(pk=source.pk).update(title="Rewritten")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, title FROM public.provenance_sourceevent ORDER BY pgh_id"
        )
        assert cursor.fetchall()[1:] == [("update", "Rewritten")]
