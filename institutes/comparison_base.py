"""The base class and the helpers of comparisons of institutes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count
from django.urls import reverse

from institutes.models import Institute, Project
from mfgusa.catalogue.comparisons import Comparison, ComparisonLine, ComparisonValue
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Rows = models.QuerySet[Any] | models.Manager[Any]  # Rows of any linked model.


class InstituteComparison(Comparison):
    """One section of the comparison: lines with a cell for each institute."""

    model = "institutes.Institute"
    unit = "pk"  # The field of linked rows whose distinct values are counted.
    app = "institutes"  # The namespace of the catalogues that the counts link to.
    subjects: Sequence[Institute]

    def own_line(
        self,
        title: "StrOrPromise",
        get_values: Callable[[Institute], list[ComparisonValue]],
    ) -> ComparisonLine:
        """Return a line with the values that a function gets from each institute."""
        return self.line(
            title, {institute.pk: get_values(institute) for institute in self.subjects}
        )

    def count_line(
        self,
        title: "StrOrPromise",
        counts: Mapping[Any, int],
        catalogue: str,
        **filters: str,
    ) -> ComparisonLine:
        """Return a line of counts, by primary key; each links to the rows it counts."""

        def get_values(institute: Institute) -> list[ComparisonValue]:
            count = counts.get(institute.pk, 0)
            params = {"institute": institute.key} | filters
            url = catalogue_url(catalogue, self.app, **params)
            return [ComparisonValue(str(count), url)] if count else []

        return self.own_line(title, get_values)

    def count_lines_by(
        self,
        rows: Rows,
        field: str,
        catalogue: str,
        choices: Iterable[tuple[str, "StrOrPromise"]],
        **filters: str,
    ) -> Iterator[ComparisonLine]:
        """Yield a line of counts for each choice of a field."""
        counts: dict[str, dict[Any, int]] = defaultdict(dict)
        linked = rows.filter(institute__in=self.subjects).order_by()
        groups = linked.values_list("institute", field)
        for institute_id, value, count in groups.annotate(
            n=Count(self.unit, distinct=True)
        ):
            counts[facet_value(value)][institute_id] = count
        facet = field.rpartition("__")[2]
        for value, label in choices:
            params = filters | {facet: facet_value(value)}
            yield self.count_line(
                label, counts[facet_value(value)], catalogue, **params
            )

    def counts_by_institute(
        self, rows: Rows, path: str = "institute"
    ) -> dict[Any, int]:
        """Count the rows of each institute, by its primary key; one query."""
        linked = rows.filter(**{f"{path}__in": self.subjects}).order_by()
        counts = linked.values_list(path).annotate(n=Count(self.unit, distinct=True))
        return dict(counts)


def catalogue_url(catalogue: str, app: str = "institutes", /, **filters: str) -> str:
    """Return the address of a catalogue with these filters."""
    return f"{reverse(f'{app}:{catalogue}-list')}?{urlencode(filters)}"


def facet_value(value: str) -> str:
    """Return the value of a facet for a column's value; unknown is not recorded."""
    return value if value not in ("", Project.Status.UNKNOWN) else NOT_RECORDED


def cited_values(
    fact: models.Model, text: object, url: str = "", note: str = ""
) -> list[ComparisonValue]:
    """Return the text of a fact as a value with its source; nothing if it is blank."""
    return [ComparisonValue(str(text), url, note, fact)] if text else []
