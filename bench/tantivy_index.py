"""The partners in an index of Tantivy, asked what a list of partners shows.

It counts over columns ("fast fields"), and asks again without a facet's own filter to
count that facet. Institute and role of one membership are a field of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat

from institutes.models import Membership, Partner
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED

HEAP_BYTES = 500_000_000  # Of the writer; it makes few segments.
MAX_BUCKETS = 10_000  # More than a facet has values.
PLACE, KEY, PAIR, SEPARATOR = "place", "pk", "relationship", "|"
PARTS = {"institute": 0, "role": 1}  # Of a pair.
COLUMNS = ("sector", "subsector", "state", "country", "ror", "institutes")
FIELDS = {name: name for name in (*COLUMNS, *PARTS)} | {
    "also": "institute"
}  # By facet.
MUST = tantivy.Occur.Must
Values = Mapping[str, str]  # One value of each filter.
Counts = dict[str, dict[str, int]]  # By facet and value.


class Answer(NamedTuple):
    """What a list shows above and in its rows."""

    total: int
    count: int
    counts: Counts
    ids: list[int]


def read_partners() -> Iterator[dict[str, Any]]:
    """The fields of each partner, in the order of the list."""
    pairs = Membership.objects.filter(partner=OuterRef("pk")).order_by()
    texts = Concat("institute__key", Value(SEPARATOR), "role")
    rows = Partner.objects.annotate(pairs=ArraySubquery(pairs.values_list(texts)))
    columns = ("pk", "sector", "subsector", "state__code", "country", "ror", "pairs")
    ordered = rows.order_by(*Partner._meta.ordering).values_list(*columns)
    for place, row in enumerate(ordered.iterator(chunk_size=10_000)):
        yield {PLACE: place} | fields_of(*row)


def fields_of(pk: int, *columns: Any) -> dict[str, Any]:
    """The fields of a partner."""
    *texts, ror, memberships = columns
    pairs = set(memberships) or {NOT_RECORDED + SEPARATOR + NOT_RECORDED}
    parts = [pair.split(SEPARATOR) for pair in pairs]
    institutes, roles = ({part[n] for part in parts} for n in PARTS.values())
    names = COLUMNS[: len(texts)]
    return {
        **{name: text or NOT_RECORDED for name, text in zip(names, texts, strict=True)},
        "ror": RECORDED if ror else NOT_RECORDED,
        "institutes": str(len(institutes - {NOT_RECORDED})),
        "institute": list(institutes),
        "role": list(roles),
        PAIR: list(pairs),
        KEY: pk,
    }


class TantivyIndex:
    """All partners of the database, in a folder."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for name in (*COLUMNS, *PARTS, PAIR):
            builder.add_text_field(
                name, fast=True, tokenizer_name="raw", index_option="basic"
            )
        for name in (PLACE, KEY):
            builder.add_integer_field(name, fast=True)
        self.schema = builder.build()
        folder.mkdir()
        index = tantivy.Index(self.schema, path=str(folder))
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for fields in read_partners():
            writer.add_document(tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def ask(self, values: Values, first: int) -> Answer:
        """All facets, the number of rows and the ids of the first of them."""
        result = self.searcher.search(
            self.query(values), first, order_by_field=PLACE, order=tantivy.Order.Asc
        )
        addresses = [address for _place, address in result.hits]
        ids = self.searcher.fast_field_values(KEY, addresses)
        total = self.searcher.num_docs
        return Answer(total, result.count, self.counts(values), ids)

    def counts(self, values: Values) -> Counts:
        """The counts of each facet, over the rows that the other filters leave."""
        names: defaultdict[frozenset[str], list[str]] = defaultdict(list)
        counts: Counts = {}
        for name in FIELDS:
            others = values.keys() - {name}
            if name in PARTS and PARTS.keys() & others:
                rest = {each: values[each] for each in others}
                counts[name] = self.counts_of_part(rest, name)
            else:
                names[frozenset(others)].append(name)
        for others, facets in names.items():
            counts |= self.buckets({name: values[name] for name in others}, facets)
        return counts

    def buckets(self, values: Values, names: Iterable[str]) -> Counts:
        """How many rows have each value of these facets."""
        terms = {
            name: {"terms": {"field": FIELDS.get(name, name), "size": MAX_BUCKETS}}
            for name in names
        }
        result = self.searcher.aggregate(self.query(values), terms)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
            for name, found in result.items()
        }

    def counts_of_part(self, values: Values, name: str) -> dict[str, int]:
        """The counts of institute or role, of memberships with the other of the two."""
        ((other, value),) = (item for item in values.items() if item[0] in PARTS)
        pairs = {
            tuple(pair.split(SEPARATOR)): count
            for pair, count in self.buckets(values, [PAIR])[PAIR].items()
        }
        own, others = PARTS[name], PARTS[other]
        return {p[own]: count for p, count in pairs.items() if p[others] == value}

    def query(self, values: Values) -> Any:
        """The rows that have all values; institute and role in one membership."""
        terms = dict(values)
        if PARTS.keys() <= terms.keys():
            terms[PAIR] = SEPARATOR.join(terms.pop(name) for name in PARTS)
        if not terms:
            return tantivy.Query.all_query()
        queries = [self.term(*item) for item in terms.items()]
        return tantivy.Query.boolean_query([(MUST, query) for query in queries])

    def term(self, name: str, value: str) -> Any:
        """The rows that have a value of a facet."""
        field = FIELDS.get(name, name)
        return tantivy.Query.term_query(self.schema, field, value, "basic")
