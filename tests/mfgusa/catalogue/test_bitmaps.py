"""Counts out of bitmaps are those of the rows, after every kind of write."""

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.http import QueryDict

from institutes.filtersets import PartnerFilterSet
from institutes.models import Institute, Membership, Partner, State
from institutes.views import PartnerList
from mfgusa.catalogue.bitmaps import index as indexes
from mfgusa.catalogue.models import CHUNK, Bitmap
from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    StateFactory,
)

pytestmark = pytest.mark.django_db

FACETS = PartnerFilterSet.index.facets
AT_ONCE = "django_tasks.backends.immediate.ImmediateBackend"
FAR = 900 * CHUNK + 7
QUERIES = [
    "",
    "sector=industry",
    "not_sector=academia&institutes_min=1",
    "q=steel",
    "q=steel&role=member&sort=-name",
]


def filterset(query=""):
    return PartnerFilterSet(QueryDict(query), PartnerList.queryset)


def plain(query):
    """The same, counted row by row."""
    one = filterset(query)
    one.is_indexed = False
    return one


def check():
    for query in QUERIES:
        indexed, by_row = filterset(query), plain(query)
        assert indexed.is_indexed
        assert (indexed.found, indexed.total) == (by_row.found, by_row.total)
        for name in FACETS:
            told = {v: n for v, n in by_row.counts(name).items() if n}
            assert indexed.counts(name) == told, (query, name)
        assert indexed.places == by_row.places
        assert set(indexed.dated) == {partner.source for partner in by_row.dated}


@pytest.fixture
def partners():
    """Partners in three chunks, at their very ends, and far off."""
    ohio = StateFactory(code="OH")
    ids = (CHUNK - 1, CHUNK, 2 * CHUNK - 1, 2 * CHUNK, FAR)
    partners = [
        PartnerFactory(
            pk=pk,
            name=f"Steel {pk}" if pk % 2 else "Other",
            sector="industry",
            state=ohio,
        )
        for pk in ids
    ]
    for partner in partners[:3]:
        MembershipFactory.create_batch(2, partner=partner)
    PartnerFactory(sector="academia", country="", state=None)
    return partners


def truncate():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE institutes_partner CASCADE")


def copy():
    columns = [
        field.column
        for field in Partner._meta.concrete_fields
        if not isinstance(field, models.GeneratedField)
    ]
    changed = {"id": "id + 5000", "key": "key || '-2'", "ror": "''"}
    values = ", ".join(changed.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO institutes_partner ({', '.join(columns)}) "
            f"SELECT {values} FROM institutes_partner"
        )


WRITES = {
    "insert": lambda one: PartnerFactory(sector="government"),
    "insert many": lambda one: copy(),
    "update": lambda one: Partner.objects.filter(pk=one.pk).update(sector="nonprofit"),
    "move": lambda one: Partner.objects.filter(pk=FAR).update(id=55 * CHUNK),
    "delete": lambda one: Partner.objects.filter(memberships=None).delete(),
    "tie": lambda one: MembershipFactory(partner=one),
    "untie": lambda one: Membership.objects.filter(partner=one).delete(),
    "hand over": lambda one: Membership.objects.update(partner=one),
    "rename a state": lambda one: State.objects.update(code="PA"),
    "rename an institute": lambda one: Institute.objects.filter(
        pk=InstituteFactory().pk
    ).update(key="renamed"),
    "truncate": lambda one: truncate(),
}


@pytest.mark.parametrize("write", WRITES)
def test_the_next_count_sees_a_write(partners, write):
    check()

    WRITES[write](partners[0])

    check()
    assert Bitmap.objects.filter(facet="").count() == len(
        {pk // CHUNK for pk in Partner.objects.values_list("pk", flat=True)}
    )


def test_counts_cost_the_same_for_any_number_of_facets(
    partners, django_assert_num_queries
):
    filterset().counts("sector")

    with django_assert_num_queries(2):  # Whether they are fresh, and all counts.
        one = filterset("sector=industry")
        for name in ("state", "country", "institute", "also", "institutes", "ror"):
            one.counts(name)


def test_many_stale_chunks_are_left_to_a_job(partners, monkeypatch, settings):
    monkeypatch.setattr(indexes, "MOST_STALE", 2)
    settings.TASKS = {"default": {"BACKEND": AT_ONCE}}
    cache.clear()

    one = filterset("sector=industry")  # Asks for the job, which is done meanwhile.

    assert not one.is_indexed
    assert one.counts("state") == {"OH": 5}
    check()
