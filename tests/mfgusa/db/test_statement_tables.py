"""Which tables a statement reads, and which of them a later row cannot change."""

import pytest
from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q
from hypothesis import given
from hypothesis import strategies as st

from institutes.models import Institute, Membership, Partner, Site
from mfgusa.db.statement_tables import parse_statement, tables_of_statement
from mfgusa.db.tables_read import note_tables, record_tables
from mfgusa.provenance.models import Source
from tests.factories import MembershipFactory, SiteFactory, SourceFactory
from tests.factories.every import MODELS, TABLES

INSTITUTE, SITE, SOURCE = (m._meta.db_table for m in (Institute, Site, Source))
MEMBERSHIP, PARTNER = Membership._meta.db_table, Partner._meta.db_table


def reads(tables):
    """The tables that a block reads in full, and those that it only looks up."""
    full = {read.table for read in tables.reads if read.is_insertion}
    return full, {read.table for read in tables.reads} - full


def read_by(queryset):
    with record_tables() as tables:
        list(queryset)
    return reads(tables)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "{0}"',
        "select 1 from {0} limit 1",
        "SELECT count(*) FROM public.{0} AS x",
        'WITH a AS (SELECT 1 FROM "{0}") SELECT * FROM a',
        "SELECT 1 WHERE EXISTS(SELECT FROM {0})",
        'TABLE "{0}"',
        "COPY (SELECT id FROM {0}) TO STDOUT",
        "SELECT 1 FROM other LEFT JOIN {0} USING (id)",
        "SELECT 1 /* a comment */ FROM {0}",
        "SELECT $$text$$ FROM {0}",
        r"SELECT E'a\'b' FROM {0}",
        "INSERT INTO other SELECT id FROM {0}",
        "SELECT '{0}'::regclass",
    ],
)
def test_a_table_that_is_named_in_any_way_is_read_in_full(sql):
    table = parse_statement(sql.format(SOURCE))

    assert (table.in_full, table.by_reference) == ({SOURCE}, frozenset())


@given(st.sampled_from(TABLES), st.text(), st.text())
def test_no_text_around_a_table_hides_it(table, before, after):
    [name] = parse_statement(f"{before} {table} {after}").in_full & {table}

    assert name == table


@pytest.mark.django_db
def test_the_target_of_a_foreign_key_is_looked_up():
    SiteFactory(city="Dayton")
    MembershipFactory()

    of_site = Site.objects.order_by().select_related("source")
    assert read_by(of_site) == ({SITE}, {SOURCE})
    in_two_steps = Membership.objects.order_by().select_related("partner__source")
    assert read_by(in_two_steps) == ({MEMBERSHIP}, {PARTNER, SOURCE})
    counted = Site.objects.order_by().values("source__title").annotate(n=Count("pk"))
    assert read_by(counted) == ({SITE}, {SOURCE})
    backwards = Source.objects.filter(site_facts__city="Dayton")
    assert read_by(backwards) == ({SITE}, {SOURCE})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [
        lambda: Source.objects.filter(site_facts__isnull=True),
        lambda: Source.objects.annotate(n=Count("site_facts")),
        lambda: Site.objects.filter(source__in=Source.objects.filter(title="A")),
        lambda: Site.objects.annotate(
            of=FilteredRelation("source", condition=Q(source__title="A"))
        ).values("of__title"),
        lambda: Site.objects.select_related("source").annotate(
            there=Exists(Source.objects.filter(title=OuterRef("name")))
        ),
        lambda: Source.objects.raw(f"SELECT * FROM {SOURCE}"),
    ],
)
def test_what_a_later_row_may_change_is_read_in_full(rows):
    assert SOURCE in read_by(rows())[0]


@pytest.mark.parametrize(
    "condition",
    [
        "{s}.id = {t}.source_id OR true",
        "{s}.id >= {t}.source_id",
        "{s}.id = {t}.id",
        "{s}.id = {s}.id",
        "{s}.title = {t}.name",
        "{s}.source_id = {t}.id",
        "{s}.id = x.source_id",
        "{s}.id = 7",
    ],
)
def test_a_join_by_anything_but_a_foreign_key_reads_in_full(condition):
    on = condition.format(s=SOURCE, t=SITE)

    tables = parse_statement(f"SELECT 1 FROM {SITE} INNER JOIN {SOURCE} ON ({on})")

    assert tables.in_full == {SITE, SOURCE}


@pytest.mark.parametrize(
    "join", ["JOIN", "RIGHT JOIN", "FULL OUTER JOIN", "CROSS JOIN"]
)
def test_only_inner_and_left_joins_look_up(join):
    on = f"ON ({SITE}.source_id = {SOURCE}.id)"

    tables = parse_statement(f"SELECT 1 FROM {SITE} {join} {SOURCE} {on}")

    assert SOURCE in tables.in_full


def test_a_name_that_stands_for_two_tables_proves_nothing():
    sql = (
        f"SELECT 1 FROM {SITE} x INNER JOIN {SOURCE} ON (x.source_id = {SOURCE}.id)"
        f" WHERE EXISTS(SELECT 1 FROM {{}} x)"
    )

    assert parse_statement(sql.format(SITE)).by_reference == {SOURCE}
    assert parse_statement(sql.format(INSTITUTE)).by_reference == frozenset()
    assert parse_statement(sql.format("(SELECT 1)")).by_reference == frozenset()


@pytest.mark.django_db
def test_rows_by_their_ids_are_looked_up_if_all_are_there():
    sources = SourceFactory.create_batch(3)
    ids = [source.pk for source in sources]

    def by_ids(*ids):
        return read_by(Source.objects.filter(pk__in=ids).order_by())

    assert by_ids(*ids) == (set(), {SOURCE})
    assert by_ids(ids[0]) == (set(), {SOURCE})
    assert by_ids(*ids, 0) == ({SOURCE}, set())
    assert read_by(Source.objects.filter(key=sources[0].key)) == (set(), {SOURCE})
    assert read_by(Source.objects.filter(key="none")) == ({SOURCE}, set())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "narrow",
    [
        lambda rows: rows.filter(title="A"),
        lambda rows: rows.exclude(title="A"),
        lambda rows: rows.values("title").annotate(n=Count("pk")),
        lambda rows: rows.filter(site_facts__isnull=True),
        lambda rows: rows.annotate(n=Count("site_facts")),
        lambda rows: rows.union(Source.objects.all()),
    ],
)
def test_rows_by_their_ids_and_more_are_read_in_full(narrow):
    ids = [source.pk for source in SourceFactory.create_batch(2)]

    assert SOURCE in read_by(narrow(Source.objects.filter(pk__in=ids)))[0]


@pytest.mark.django_db
def test_a_prefetch_looks_up():
    MembershipFactory()

    found = read_by(Membership.objects.prefetch_related("partner", "institute"))

    assert found == ({MEMBERSHIP}, {PARTNER, INSTITUTE})


@pytest.mark.django_db
def test_every_way_to_execute_is_recorded(django_db_blocker):
    from django.db import connection

    def run(call):
        with record_tables() as tables, connection.cursor() as cursor:
            call(cursor)
        return reads(tables)[0]

    def copy(cursor):
        with cursor.copy(f"COPY {SOURCE} TO STDOUT") as rows:
            list(rows)

    assert run(lambda cursor: cursor.execute(f"SELECT 1 FROM {SOURCE}")) == {SOURCE}
    many = f"UPDATE {SOURCE} SET title = %s"
    assert run(lambda cursor: cursor.executemany(many, [["a"]])) == {SOURCE}
    assert run(copy) == {SOURCE}
    with record_tables() as tables:
        list(Source.objects.iterator())
    assert reads(tables)[0] == {SOURCE}


def test_blocks_within_blocks_and_notes():
    with record_tables() as outer:
        with record_tables() as inner:
            note_tables(Source)
        note_tables(Site, insertions=False)

    assert reads(inner) == ({SOURCE}, set())
    assert reads(outer) == ({SOURCE}, {SITE})
    note_tables(Partner)  # Nobody records it.


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_history_of_a_table_is_derived_from_it(model):
    from mfgusa.db.history import event_model

    assert read_by(event_model(model).objects.all()) == ({model._meta.db_table}, set())


def test_a_table_without_versions_is_named():
    with record_tables() as tables:
        tables.add_statement("SELECT 1 FROM auth_user", None, -1)

    assert tables.uncounted == {"auth_user"}


def test_a_value_that_no_set_holds_proves_nothing():
    sql = f'SELECT "{SOURCE}"."id" FROM "{SOURCE}" WHERE "{SOURCE}"."id" = %s'

    assert list(tables_of_statement(sql, [[1]], 1)) == [(SOURCE, False)]
    assert list(tables_of_statement(sql, [1], 1)) == [(SOURCE, True)]


@pytest.mark.django_db
def test_what_is_only_shown_is_not_read_where_there_is_no_row():
    of_site = Site.objects.filter(city="Nowhere").select_related("source")

    assert read_by(of_site.order_by()) == ({SITE}, set())
    assert read_by(Source.objects.filter(site_facts__city="Nowhere"))[1] == set()
    SiteFactory(city="Nowhere")
    assert read_by(of_site.order_by()) == ({SITE}, {SOURCE})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [
        lambda: Site.objects.filter(source__title="None"),
        lambda: Site.objects.filter(Q(city="Nowhere") | Q(source__title="None")),
        lambda: Site.objects.filter(source__title__in=["None", "No"]),
        lambda: Site.objects.select_related("source").extra(where=["title = 'None'"]),
        lambda: Site.objects.select_related("source").extra(
            where=["length(title) = 9"]
        ),
        lambda: (
            Site.objects.values("source__title").annotate(n=Count("pk")).filter(n__gt=7)
        ),
        lambda: Site.objects.filter(source__title="None").union(
            Site.objects.filter(city="Nowhere")
        ),
        lambda: Membership.objects.select_related("partner__state").filter(
            partner__state__isnull=False
        ),
    ],
)
def test_a_table_in_a_condition_is_read_where_there_is_no_row(rows):
    queryset = rows().order_by()
    if queryset.model is Membership:
        assert PARTNER in read_by(queryset)[1]
    else:
        assert SOURCE in read_by(queryset)[1]
