"""What may be added up: the rule, against the rule written a second time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from institutes.models import Bound, FundingRecord, Treatment
from institutes.models.ledger import (
    COMMITMENT_KINDS,
    COUNTED_TREATMENTS,
    TREATMENT_BY_FUNDER_TYPE,
    Entry,
    Ledger,
)
from tests.factories import FundingRecordFactory, InstituteFactory

MIXED = FundingRecord.FunderType.MIXED
FIRST = FundingRecord.Kind.INITIAL
INSTITUTES = [None, 1, 1, 2]


def entry(pk, **fields):
    known = {
        "institute_id": 1,
        "fiscal_year": 2016,
        "kind": str(FIRST),
        "funder_type": "federal",
        "bound": "exact",
        "amount_usd": 10,
        "source_id": pk,
        "source__published": None,
    }
    return Entry(pk=pk, **known | fields)


@st.composite
def trees(draw):
    """Records of every sort in trees of any shape, and a chosen set of them."""
    entries, parents = [], {}
    for pk in range(1, draw(st.integers(1, 10)) + 1):
        institute = draw(st.sampled_from(INSTITUTES))
        whole = draw(st.sampled_from([None, *range(1, pk)]))
        if whole:
            parents[pk] = whole
            institute = entries[whole - 1].institute_id or institute
        entries.append(
            entry(
                pk,
                institute_id=institute,
                fiscal_year=draw(st.sampled_from([None, 2015, 2016])),
                kind=draw(st.sampled_from([*COMMITMENT_KINDS, FIRST, "program-funds"])),
                funder_type=draw(st.sampled_from(list(TREATMENT_BY_FUNDER_TYPE))),
                bound=draw(st.sampled_from(Bound.values)),
                amount_usd=draw(st.integers(0, 100)),
            )
        )
    order = draw(st.permutations(entries))
    return order[: draw(st.integers(0, len(order)))], parents


def above(pk, parents):
    return {parents[pk]} | above(parents[pk], parents) if pk in parents else set()


def brute_force(entries, parents):
    """The keys that each total adds up, from the words of the rule."""
    firm = {
        e.pk: e.funder_type
        for e in entries
        if e.institute_id and e.kind in COMMITMENT_KINDS and e.bound != "at-most"
    }
    told_apart = {pk for pk, funder in firm.items() if funder != "mixed"}
    topmost = {pk for pk in told_apart if not above(pk, parents) & told_apart}
    split = {whole for pk in topmost for whole in above(pk, parents)}
    sums = {pk for pk in firm if pk not in told_apart and pk not in split}
    one_sum = {pk for pk in sums if not above(pk, parents) & (told_apart | sums)}
    federal = {pk for pk in topmost if firm[pk] == "federal"}
    return federal, topmost - federal, one_sum


def keys(total):
    return {entry.pk for entry in total.entries}


@settings(max_examples=200, deadline=None)
@given(trees())
def test_totals_are_those_of_the_rule_in_any_tree(tree):
    ledger = Ledger.of(*tree)

    assert tuple(keys(total) for total in ledger.totals) == brute_force(*tree)
    for total in ledger.totals:
        amounts = [e.amount_usd for e in tree[0] if e.pk in keys(total)]
        assert (total.amount, total.count) == (sum(amounts), len(amounts))


@settings(max_examples=200, deadline=None)
@given(trees())
def test_no_record_is_counted_with_one_that_contains_it(tree):
    entries, parents = tree
    ledger = Ledger.of(entries, parents)
    counted = set().union(*(keys(total) for total in ledger.totals))

    assert all(not above(pk, parents) & counted for pk in counted)
    for e in entries:  # And what is left out for another has the other in a total.
        below = {pk for pk in counted if e.pk in above(pk, parents)}
        if ledger.treatments[e.pk] == Treatment.PART:
            assert above(e.pk, parents) & counted
        if ledger.treatments[e.pk] == Treatment.SPLIT:
            assert below


@settings(max_examples=100, deadline=None)
@given(trees())
def test_standings_divide_the_set_and_years_and_institutes_add_up(tree):
    ledger = Ledger.of(*tree)

    assert ledger.treatments.keys() == {e.pk for e in tree[0]}
    assert sum(ledger.counts.values()) == len(tree[0])
    assert sum(ledger.excluded.values()) == len(tree[0]) - sum(
        total.count for total in ledger.totals
    )
    for name in ("fiscal_year", "institute_id"):
        slices = ledger.by(name).values()
        for treatment in COUNTED_TREATMENTS:
            parts = sum(one.total(treatment).amount for one in slices)
            assert parts == ledger.total(treatment).amount
        assert sum(one.unattributed for one in slices) == ledger.unattributed


def ledger_of(*entries, **parents):
    parts = {int(part.removeprefix("p")): whole for part, whole in parents.items()}
    return Ledger.of(entries, parts)


def test_a_ceiling_is_left_out_and_its_parts_are_taken():
    ledger = ledger_of(entry(1, bound="at-most", amount_usd=60), entry(2), p2=1)

    assert ledger.treatments == {1: Treatment.MAXIMUM, 2: Treatment.FEDERAL}


def test_a_sum_gives_way_to_its_parts_and_what_they_leave_open_is_said():
    ledger = ledger_of(
        entry(1, funder_type="mixed", amount_usd=100),
        entry(2, amount_usd=30),
        entry(3, funder_type="state", amount_usd=20),
        p2=1,
        p3=1,
    )

    assert [total.amount for total in ledger.totals] == [30, 20, 0]
    assert (ledger.unattributed, ledger.excluded) == (50, {Treatment.SPLIT: 1})


def test_a_sum_whose_only_part_is_a_ceiling_is_counted_as_one():
    parts = entry(1, funder_type="mixed", amount_usd=111), entry(2, bound="at-most")

    assert [t.amount for t in ledger_of(*parts, p2=1).totals] == [0, 0, 111]


def test_a_part_counts_where_its_whole_is_not_chosen():
    ledger = ledger_of(entry(2, funder_type="state"), p2=1)

    assert ledger.non_federal.amount == 10


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (["exact"], "exact"),
        (["exact", "about"], "about"),
        (["exact", "at-least"], "at-least"),
        (["about", "at-least"], "at-least"),
        ([], "exact"),
    ],
)
def test_a_total_is_as_exact_as_its_least_exact_record(bounds, said):
    rows = [entry(n, bound=bound) for n, bound in enumerate(bounds)]

    assert ledger_of(*rows).federal.bound == said


@pytest.mark.parametrize(
    ("federal", "other", "said"),
    [
        ("exact", "exact", "exact"),
        ("exact", "at-least", "at-least"),
        ("at-least", "exact", "about"),
        ("at-least", "at-least", "about"),
        ("exact", "about", "about"),
    ],
)
def test_a_ratio_says_how_exact_it_is(federal, other, said):
    ledger = ledger_of(
        entry(1, bound=federal, amount_usd=20),
        entry(2, bound=other, funder_type="industry", amount_usd=25),
    )

    assert (ledger.ratio.value, ledger.ratio.bound) == (1.25, said)
    assert ledger_of(entry(1)).ratio is None


def test_every_kind_and_funder_has_a_place_in_the_rule():
    assert set(FundingRecord.Kind.values) > COMMITMENT_KINDS
    assert set(FundingRecord.FunderType.values) == set(TREATMENT_BY_FUNDER_TYPE)


@pytest.mark.django_db
@pytest.mark.parametrize("records", [1, 30])
def test_ledgers_cost_two_queries_however_many_records(
    django_assert_num_queries, records
):
    lift, arm = InstituteFactory.create_batch(2)
    for institute in (lift, arm):
        whole = FundingRecordFactory(institute=institute)
        FundingRecordFactory.create_batch(records, institute=institute, part_of=whole)

    with django_assert_num_queries(2):
        ledgers = FundingRecord.objects.ledgers_by("institute_id")

    assert {pk: one.federal.amount for pk, one in ledgers.items()} == {
        lift.pk: 70_000_000,
        arm.pk: 70_000_000,
    }
