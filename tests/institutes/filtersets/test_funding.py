"""Money in the real facts: every number is the sum of the list that it opens."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutes.filtersets.funding import FundingFilterSet
from institutes.funding_totals import FundingTotals
from institutes.models import FundingRecord, Treatment
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from tests.institutes.models.test_ledger import brute_force, keys

VALUES = {
    "agency": ["DOD", "DOE", "DOC", NOT_RECORDED],
    "institute": ["mxd", "aim-photonics", "lift", "america-makes", NOT_RECORDED],
    "funder_type": ["federal", "state", "non-federal", "mixed"],
    "adds_to": Treatment.values,
    "kind": ["initial-commitment", "renewal", "cost-share", "co-investment"],
    "fiscal_year": ["2014", "2016", "2017", NOT_RECORDED],
    "bound": ["exact", "at-least", "at-most", "about"],
}
VALUES |= {f"not_{name}": words for name, words in VALUES.items()}
SINGLE = {
    "fiscal_year_min": ["2014", "2016"],
    "fiscal_year_max": ["2016", "2021"],
    "amount_max": ["70000000", "300000000"],
    "amount_min": ["20000000"],
    "as_of": ["2015", "2018", "2022"],
    "q": ["defense", "york"],
}
queries = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(words), max_size=2, unique=True)
        for name, words in VALUES.items()
    }
    | {
        name: st.sampled_from(words).map(lambda w: [w])
        for name, words in SINGLE.items()
    },
)
SET_APART = ("fiscal_year", "adds_to")  # They choose of a set, not the set itself.
THOROUGH = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def filterset(chosen):
    query = QueryDict(mutable=True)
    for name, words in chosen.items():
        query.setlist(name, words)
    return FundingFilterSet(query, FundingRecord.objects.all())


def behind(url):
    """The records that an address lists."""
    return list(filterset(parse_qs(urlsplit(url).query)).qs)


def money_of(chosen):
    found = filterset(chosen)
    return FundingTotals(
        found.shown_ledger, lambda changes: f"/funding/?{found.query(changes)}"
    )


def stem(name):
    return name.removeprefix("not_").removesuffix("_min").removesuffix("_max")


@pytest.fixture(scope="module")
def parents(facts_loaded):
    return FundingRecord.objects.parents()


@THOROUGH
@given(chosen=queries)
def test_totals_are_those_of_the_rule_for_any_filter(parents, facts, chosen):
    """The set is chosen without years and standings; they choose of its totals."""
    found = filterset(chosen)
    choice = {n: v for n, v in chosen.items() if stem(n) not in SET_APART}
    years = {n: v for n, v in chosen.items() if stem(n) == "fiscal_year"}
    in_years = {row.pk for row in filterset(choice | years).qs}
    totals = brute_force(filterset(choice).qs, parents)
    wanted, unwanted = (chosen.get(n, []) for n in ("adds_to", "not_adds_to"))

    for total, rule in zip(found.shown_ledger.totals, totals, strict=True):
        is_asked = total.treatment in (wanted or Treatment) and (
            total.treatment not in unwanted
        )
        assert keys(total) == (rule & in_years if is_asked else set())


@THOROUGH
@given(chosen=queries)
def test_every_number_is_the_sum_of_the_list_it_opens(facts, chosen):
    money = money_of(chosen)
    lines = [*money.by_year[:2], *money.by_year[-1:], *money.by_institute[:2]]

    cells = [*money.totals, *(cell for line in lines for cell in line.cells)]
    for cell in [cell for cell in cells if cell.total]:  # The others are no links.
        rows = behind(cell.url)
        assert sum(row.amount_usd for row in rows) == cell.total.amount
        assert len(rows) == cell.total.count
    for line in lines:
        assert len(behind(line.url)) == sum(cell.total.count for cell in line.cells)
    for one in money.excluded:
        assert len(behind(one.url)) == one.count


@THOROUGH
@given(chosen=queries)
def test_years_and_institutes_add_up_to_the_totals(facts, chosen):
    money = money_of(chosen)

    for lines in (money.by_year, money.by_institute):
        for nth, cell in enumerate(money.totals):
            amounts = [line.cells[nth].total.amount for line in lines]
            assert sum(amounts) == cell.total.amount


@settings(THOROUGH, max_examples=12)
@given(chosen=queries)
def test_every_count_is_that_of_the_list_with_the_value_alone(facts, chosen):
    for facet in filterset(chosen).facets:
        rest = {n: v for n, v in chosen.items() if stem(n) != facet.name}
        for option in facet.options[:6]:
            rows = filterset(rest | {facet.name: [option.value]}).qs
            assert option.count == rows.count(), (facet.name, option.value)


def test_the_standing_of_some_known_records(facts):
    told = FundingRecord.objects.ledger().treatments
    by_key = {r.key: told[r.pk] for r in FundingRecord.objects.all()}

    assert by_key["mxd-2014-dod-two-grants"] == Treatment.FEDERAL
    assert by_key["mxd-2014-initial-commitment"] == Treatment.PART
    assert by_key["aim-photonics-2015-total"] == Treatment.SPLIT
    assert by_key["cymanii-2020-total"] == Treatment.UNSPLIT
    assert by_key["mxd-2019-renewal"] == Treatment.MAXIMUM
    assert by_key["mxd-2019-pledge"] == Treatment.FEDERAL
    assert by_key["network-2014-mxd-lift-federal"] == Treatment.NETWORK
    assert by_key["power-america-2014-match-delivered"] == Treatment.NOT_A_COMMITMENT


def test_how_much_went_into_the_institutes_of_energy(facts):
    """The question of the visitor, by hand from the table of the facts."""
    shown = filterset({"agency": ["DOE"]}).shown_ledger

    assert [(t.amount, t.bound, t.count) for t in shown.totals] == [
        (294_000_000, "exact", 6),
        (473_000_000, "at-least", 5),
        (111_000_000, "exact", 1),
    ]
