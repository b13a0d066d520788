"""Counts out of bitmaps are those of the rows, after every kind of write."""

from itertools import product

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Institute, Membership, Partner, State
from institutes.related_institutes import related_partners
from institutes.views.partner import PartnerList
from mfgusa.catalogue.citation.page_metadata import newest_date_of
from mfgusa.catalogue.facet_index import index as indexes
from mfgusa.catalogue.facet_index import rows
from mfgusa.catalogue.facet_index.rows import Rows
from mfgusa.catalogue.facet_index.tally import whole_overlaps
from mfgusa.catalogue.models import CHUNK, Bitmap
from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    StateFactory,
)

pytestmark = pytest.mark.django_db

FACETS = PartnerFilterSet.index.held
AT_ONCE = "django_tasks.backends.immediate.ImmediateBackend"
FAR = 900 * CHUNK + 7
QUERIES = [
    "",
    "sector=industry",
    "not_sector=academia&institutes_min=1",
    "q=steel",
    "q=steel&role=member&sort=-name",
]
SORTS = [
    "sort=name",
    "sort=state",
    "sort=-state&sector=industry",
    "sort=sector&q=steel",
    "sort=institutes&not_sector=academia",
    "sort=-institutes",
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
        assert (indexed.count, indexed.total) == (by_row.count, by_row.total)
        for name in FACETS:
            told = {v: n for v, n in by_row.counts(name).items() if n}
            assert indexed.counts(name) == told, (query, name)
        assert indexed.places == by_row.places
        assert list(indexed.page_slice(1, 4)) == list(by_row.qs[1:4])
        assert newest_date_of(indexed.freshness_source) == newest_date_of(
            by_row.freshness_source
        )


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


@pytest.fixture(params=[0, 10**12], ids=["by keys", "along the order"])
def either_way(request, monkeypatch):
    """Both ways of reading the rows of a page."""
    monkeypatch.setattr(rows, "STEPS", request.param)


@pytest.mark.parametrize("write", WRITES)
def test_the_next_count_sees_a_write(partners, write):
    check()

    WRITES[write](partners[0])

    check()
    assert Bitmap.objects.filter(facet="").count() == len(
        {pk // CHUNK for pk in Partner.objects.values_list("pk", flat=True)}
    )


@pytest.mark.parametrize("start", [0, 2, 7, 100])
def test_a_page_has_its_rows_in_order(partners, either_way, start):
    PartnerFactory(name="Ohio Steel, Steel and more Steel")
    for code in ("AK", "AL"):  # Alabama comes before Alaska.
        PartnerFactory(name="More Steel", state=StateFactory(code=code))
    for query in (*QUERIES[1:], *SORTS, "q=ohio", "q=ohio+steel&role=none"):
        page = filterset(query).page_slice(start, start + 3)

        assert list(page) == list(plain(query).qs[start : start + 3]), query


@given(st.lists(st.sets(st.integers(0, 3 * CHUNK)), max_size=4))
def test_sets_of_rows_are_sets(sets):
    made = [Rows.of_keys(keys) for keys in sets]

    assert [{*one} for one in made] == sets
    assert [len(one) for one in made] == [*map(len, sets)]
    for (one, rows_), (other, more) in product(zip(sets, made, strict=True), repeat=2):
        assert {*(rows_ & more)} == one & other
        assert {*(rows_ | more)} == one | other
        assert {*(rows_ - more)} == one - other
        assert all((key in rows_) == (key in one) for key in other)


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("institutes_min=1", True),
        ("institutes_min=1&institutes_max=2", True),
        ("institutes_max=0", True),
        ("institutes=2", False),
        ("institutes_min=1&sector=industry", False),
        ("as_of=2020", False),
    ],
)
def test_counts_of_all_rows_tell_those_of_a_range(partners, query, known):
    names = [part.partition("=")[0] for part in query.split("&")]
    rows = PartnerList.queryset
    one = PartnerFilterSet.restricted_to(names, QueryDict(query), rows)

    assert one.estimated_count == (plain(query).count if known else None)


BOTH = """
    SELECT coalesce(one.key, 'not-recorded'), coalesce(other.key, 'not-recorded'),
      count(DISTINCT partner.id)
    FROM institutes_partner AS partner
    LEFT JOIN institutes_membership AS tie ON tie.partner_id = partner.id
    LEFT JOIN institutes_institute AS one ON one.id = tie.institute_id
    LEFT JOIN institutes_membership AS link ON link.partner_id = partner.id
    LEFT JOIN institutes_institute AS other ON other.id = link.institute_id
    WHERE partner.sector = ANY(%s) GROUP BY 1, 2
"""


def counted_both(*sectors):
    with connection.cursor() as cursor:
        cursor.execute(BOTH, [[*sectors]])
        return {(one, other): both for one, other, both in cursor}


def test_overlaps_of_facets_are_those_of_the_rows(partners):
    for tie in Membership.objects.all()[:3]:
        for partner in partners[1:]:
            MembershipFactory(partner=partner, institute=tie.institute, role="founder")
    every, industry = filterset(), filterset("sector=industry")
    assert every.is_indexed
    assert industry.is_indexed
    asked = ("institute", "institute")

    told = whole_overlaps("partner", *asked)

    assert told == counted_both("industry", "academia")
    assert every.tally().overlaps(*asked) == told
    assert industry.tally().overlaps(*asked) == counted_both("industry") != told
    for key in {one for one, _other in told}:
        of_one = {pair: both for pair, both in told.items() if pair[0] == key}
        assert whole_overlaps("partner", *asked, value=key) == of_one


def test_neighbors_are_those_of_the_rows(partners, either_way):
    institutes = InstituteFactory.create_batch(5)
    others = PartnerFactory.create_batch(12)
    for place, partner in enumerate([*partners, *others]):
        for one in institutes[place % 3 : 1 + place % 5]:
            MembershipFactory(partner=partner, institute=one)

    for partner in Partner.objects.all():
        told, by_row = (
            related_partners(partner, 6),
            Partner.objects.related_partners(partner),
        )
        assert told.total == by_row.count()
        assert [(one, one.shared_count) for one in told.first] == [
            (one, one.shared_count) for one in by_row[:6]
        ]


def test_neighbors_are_told_while_bitmaps_are_made_anew(partners, monkeypatch):
    monkeypatch.setattr(indexes, "MOST_STALE", 0)
    tie = Membership.objects.filter(partner=partners[0]).first()
    MembershipFactory(partner=partners[3], institute=tie.institute)

    told = related_partners(partners[0], 6)

    assert (told.total, told.first) == (1, [partners[3]])
    assert told.first[0].shared_count == 1


def test_counts_cost_the_same_for_any_number_of_facets(
    partners, django_assert_num_queries
):
    filterset().counts("sector")

    # Whether the bitmaps are fresh, which rows answer, and all counts.
    with django_assert_num_queries(3):
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
