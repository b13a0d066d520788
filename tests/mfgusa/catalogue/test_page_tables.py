"""Every address is stored under the versions of the tables that it shows.

Each address says what it read. Then the rows of all tables that it did not read are
changed, and rows are inserted where it did not read insertions: what is stored is
served as before, and a page that is made anew is the same, byte for byte. A change or a
row in any table that it did read makes the stored page worthless.
"""

from functools import cache
from itertools import groupby, product
from typing import NamedTuple

import factory
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test import Client, RequestFactory, override_settings

from institutes.models import State
from mfgusa import env
from mfgusa.catalogue.cache.entry import CacheEntry
from mfgusa.catalogue.cache.page_reads import PageReads
from mfgusa.db.models import DataVersion
from mfgusa.db.table_versions import TableRead, TableReads
from mfgusa.db.tables_read import reads_of_tables
from mfgusa.tables.schema.resource import registry
from pillars.models import Pillar
from tests.factories.every import FACTORIES, MODELS, TABLES
from tests.mfgusa.test_every_address import PUBLIC

HTMX = {"HX-Request": "true", "HX-Target": "catalogue"}
FILES = [f"/data/{table}.{suffix}" for table in registry for suffix in ("csv", "xlsx")]
# Many sets of few tables; two of them are enough where each set costs a second.
TABLE_FILES = {
    *(f"/data/{table}.{suffix}" for table in registry for suffix in ("csv", "xlsx")),
    *(f"/data/{table}.json" for table in registry if table not in ("skills", "sites")),
}
FRAGMENTS = ["/institutes/?state=OH", "/partners/?sector=industry", "/search/?q=ohio"]
REQUESTS = [
    *((address, {}) for address in dict.fromkeys([*PUBLIC, *FILES])),
    *((address, HTMX) for address in FRAGMENTS),
]
NEVER_STORED = {
    *("/healthz", "/readyz", "/metrics", "/.well-known/security.txt"),
    "/institutes/?regoin=3",
}


REFERENCES = (factory.SubFactory, factory.Maybe)  # What a factory makes for a key.
ZEALAND = {
    "code": "ZZ",
    "fips": "99",
    "name": "Zealand",
    "region": State.Region.ISLANDS,
    "division": State.Division.ISLANDS,
}


class Stored(NamedTuple):
    """An address whose answer is stored, what it read and what it answers."""

    address: str
    headers: dict[str, str]
    place: str
    reads: TableReads
    answer: tuple[str, str, bytes]

    @property
    def entry(self):
        return CacheEntry(RequestFactory(headers=self.headers).get(self.address))

    @property
    def key(self):
        """The key of the answer, as long as nothing changes."""
        return self.entry._key(self.reads)

    def get(self):
        return get(self.address, self.headers)


def get(address, headers):
    """Where an answer came from, its ETag and its content."""
    response = Client().get(address, headers=headers)
    content = b"".join(response) if response.streaming else response.content
    return getattr(response, "page_cache", ""), response.get("ETag", ""), content


@pytest.fixture(scope="module")
def stored(facts_loaded, django_db_blocker):
    """Every address whose answer is stored, in caches that have room for all."""
    names = ("pages", "page_reads")
    memory = {n: env.cache_settings("", f"tables-{n}", entries=10_000) for n in names}
    with (
        override_settings(CACHES=settings.CACHES | memory),
        django_db_blocker.unblock(),
    ):
        for address, headers in REQUESTS:
            get(address, headers)
        yield [*find_stored()]


def find_stored():
    for address, headers in REQUESTS:
        place = CacheEntry(
            RequestFactory(headers=headers).get(address)
        ).page_reads.place
        if reading := PageReads.remembered.get(place):
            answer = get(address, headers)
            yield Stored(address, headers, place, reading.reads, answer)


def insert_row(model):
    """Insert a row that refers to rows that are there, and write no other table."""
    factory_class = FACTORIES.get(model)
    declared = factory_class._meta.declarations if factory_class else {}
    keys = [
        field
        for field in model._meta.fields
        if field.is_relation
        and (not field.null or isinstance(declared.get(field.name), REFERENCES))
    ]
    choices = [key.related_model._base_manager.order_by("-pk")[:30] for key in keys]
    make = factory_class.build if factory_class else model
    for rows in product(*choices):
        linked = dict(zip((key.name for key in keys), rows, strict=True))
        try:
            with transaction.atomic():
                row = model(**ZEALAND) if model is State else make(**linked)
                return row.save(force_insert=True)
        except IntegrityError:
            continue  # There is such a row.
    raise AssertionError(model)


def change_rows(model):
    """Change every third row as much as its constraints allow, or delete it."""
    columns, table = changeable_columns(model), model._meta.db_table
    write = f"UPDATE {table} SET {', '.join(columns)}"
    run(f"{write if columns else f'DELETE FROM {table}'} WHERE id % 3 = 0")


@cache
def changeable_columns(model):
    """Another value for each column that takes it in every row."""
    fields = [field for field in model._meta.fields if is_plain(field)]
    values = [changed_value(field) for field in fields]
    return [v for v in values if is_taken(f"UPDATE {model._meta.db_table} SET {v}")]


def is_taken(statement):
    """Whether the database takes a statement; it is taken back."""
    try:
        with transaction.atomic():
            run(statement)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def is_plain(field):
    """Whether a field holds words or a number, and no more than these."""
    kinds = (models.CharField, models.TextField, models.IntegerField)
    is_special = field.primary_key or field.unique or field.choices
    return isinstance(field, (*kinds, models.DecimalField)) and not is_special


def changed_value(field):
    is_text = isinstance(field, models.CharField | models.TextField)
    column = field.column
    return f"{column} = {column} || '!'" if is_text else f"{column} = {column} + 1"


WRITES = [
    *((insert_row, model) for model in MODELS if model is not Pillar),  # There are ten.
    *((change_rows, model) for model in MODELS),
]


def plant_elsewhere(reads):
    """Write to all that was not read."""
    for write, model in WRITES:
        if read_by(write, model) not in reads:
            write(model)


def read_by(write, model):
    """What depends on a write."""
    return TableRead(model._meta.db_table, is_insertion=write is insert_row)


def test_every_public_address_says_what_it_reads(stored, facts):
    reads = {page.address: page.reads for page in stored}
    known = reads_of_tables(TABLES)

    assert {address for address, _h in REQUESTS} - reads.keys() == NEVER_STORED
    assert all(of_page <= known for of_page in reads.values())
    assert reads["/robots.txt"] == frozenset()
    assert reads["/data/skills.csv"] == reads_of_tables(["roadmaps_skill"])
    assert reads["/sitemap.xml"] == known


def test_what_an_address_did_not_read_is_not_on_it(stored, facts):
    """The proof that no table is missing, and that other writes leave an entry."""
    wrong = []
    pages = [page for page in stored if page.address not in TABLE_FILES]
    by_reads = groupby(sorted(pages, key=hash_of_reads), key=lambda page: page.reads)
    for reads, pages in by_reads:
        with transaction.atomic():
            plant_elsewhere(reads)
            wrong += [page.address for page in pages if not is_unchanged(page)]
            transaction.set_rollback(True)

    assert wrong == []


def hash_of_reads(page):
    return hash(page.reads)


def is_unchanged(page):
    """Whether a page is served as it was stored, and made anew as it was made."""
    served, key = page.get(), page.key
    kept = caches["pages"].get(key)
    caches["pages"].delete(key)
    made = page.get()
    if kept:
        caches["pages"].set(key, kept)
    return served == page.answer and made == ("miss", *page.answer[1:])


@pytest.mark.parametrize(("write", "model"), WRITES, ids=lambda each: each.__name__)
def test_what_an_address_read_makes_it_stale(stored, facts, write, model):
    """And a write to one table leaves alone what reads others."""
    read = read_by(write, model)
    before = DataVersion.objects.versions()

    write(model)

    after = DataVersion.objects.versions()
    all_reads = {page.reads for page in stored}
    stale = {r for r in all_reads if before.digest(r) != after.digest(r)}
    assert stale == {reads for reads in all_reads if read in reads}
    assert stale  # Every table is on some page.
    transaction.set_rollback(True)  # Rows that are gone are referred to.
