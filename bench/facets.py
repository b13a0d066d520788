"""Facets, total and first rows of the partners, beside Tantivy on the same rows."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from django.db import connection
from django.http import QueryDict

from bench.memory import bytes_of_facet_index
from bench.report import Line, Times
from bench.tantivy_index import Answer, Counts, TantivyIndex
from institutes.filtersets.partner import PartnerFilterSet
from mfgusa.catalogue.filters.vocabulary import request_cache
from mfgusa.db.snapshot import snapshot

ROUNDS = 10
FIRST = 25
QUESTIONS = {
    "no pair": (
        *("", "sector=industry", "state=OH", "sector=academia&state=CA"),
        *(
            "institute=iacmi",
            "sector=industry&institute=arm",
            "country=US&ror=recorded",
        ),
    ),
    "a pair": (
        *("institute=iacmi&role=member", "institute=arm&role=founder"),
        *("institute=lift&role=participant", "institute=niimbl&role=affiliate"),
        *("institute=mxd&role=member&sector=industry",),
    ),
}
BARS = {"no pair": "≤ 10 ms", "a pair": "≤ 60 ms"}


class Measurement(NamedTuple):
    """Seconds of a question: in the index alone, with the rows, and of Tantivy."""

    inside: float
    whole: float
    tantivy: float
    is_same: bool


def new_filterset(query: str) -> PartnerFilterSet:
    """The filters of an address, with their values read."""
    filterset = PartnerFilterSet(QueryDict(query))
    assert not filterset.problems, query
    return filterset


def count_facets(filterset: PartnerFilterSet) -> Counts:
    """The number of rows of each value of each facet."""
    return {name: filterset.counts(name) for name in filterset.facet_names()}


def refuse_query(*_arguments: Any) -> None:
    """An `execute_wrapper` for what must not ask the database."""
    raise AssertionError("The index asked the database.")


def measure(query: str, tantivy: TantivyIndex) -> Measurement:
    """A question, answered by both."""
    with snapshot(), request_cache():
        filterset = new_filterset(query)
        total = filterset.total  # Reads the log: a query of each page.
        begin = perf_counter()
        with connection.execute_wrapper(refuse_query):
            counts, count = count_facets(filterset), filterset.count
        inside = perf_counter() - begin
        rows = list(filterset.page_slice(0, FIRST))
        whole = perf_counter() - begin
    begin = perf_counter()
    answer = tantivy.ask(QueryDict(query).dict(), FIRST)
    seconds = perf_counter() - begin
    own = Answer(total, count, counts, [row.pk for row in rows])
    return Measurement(inside, whole, seconds, own == answer)


def lines(folder: Path) -> Iterator[Line]:
    """The lines of the table."""
    tantivy = TantivyIndex(folder / "tantivy")
    for kind, queries in QUESTIONS.items():
        rounds = [measure(query, tantivy) for _ in range(ROUNDS) for query in queries]
        yield from compare(f"facets and total, {kind}", rounds, BARS[kind])
    size = bytes_of_facet_index() / 1e6
    what = "memory of a process for the sets of the partners"
    yield Line(what, value=size, unit="MB", bar="≤ 60 MB")


def compare(what: str, rounds: list[Measurement], bar: str) -> Iterator[Line]:
    """The lines of a kind of question; ratios are of all the time of each."""
    inside, whole, tantivy, is_same = zip(*rounds, strict=True)
    yield Line(f"{what}: in the index", Times.of(inside), bar=bar)
    yield Line(f"{what}: Tantivy, with {FIRST} ids", Times.of(tantivy))
    ratio = sum(inside) / sum(tantivy)
    yield Line(f"{what}: in the index, of that", ratio=ratio, bar="≤ 0.5 x")
    ratio = sum(whole) / sum(tantivy)
    yield Line(f"{what}: with {FIRST} rows from SQL", Times.of(whole), ratio=ratio)
    wrong = is_same.count(False)
    yield Line(f"{what}: answers unlike Tantivy's", value=wrong, bar="≤ 0")
