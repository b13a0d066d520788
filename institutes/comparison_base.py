"""What every line of institutes side by side is made of."""

from collections import defaultdict
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from institutes.models import Project
from mfgusa.catalogue.comparisons import Comparison, ComparisonValue
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED


class InstituteComparison(Comparison):
    """One section of the comparison: lines with a cell for each institute."""

    model = "institutes.Institute"
    unit = "pk"  # What is counted of linked rows.
    app = "institutes"  # Whose catalogues its numbers open.

    def own_line(self, title, values_of):
        """A line of what each institute's own row says."""
        return self.line(title, {one.pk: values_of(one) for one in self.subjects})

    def count_line(self, title, counts, catalogue, **filters):
        """A line of numbers, each of which opens the rows that it counts."""
        return self.own_line(
            title,
            lambda one: [
                ComparisonValue(
                    str(n),
                    catalogue_url(catalogue, self.app, institute=one.key, **filters),
                )
                for n in [counts.get(one.pk, 0)]
                if n
            ],
        )

    def count_lines_by(self, rows, by, catalogue, choices, **filters):
        """A line for each of some choices that any institute has rows of."""
        counts = defaultdict(dict)
        found = rows.filter(institute__in=self.subjects).order_by()
        for institute, value, n in found.values_list("institute", by).annotate(
            n=Count(self.unit, distinct=True)
        ):
            counts[facet_value(value)][institute] = n
        facet = by.rpartition("__")[2]
        for value, label in choices:
            own = {facet: facet_value(value)}
            yield self.count_line(
                label, counts[facet_value(value)], catalogue, **filters, **own
            )

    def counts_by_institute(self, rows, path="institute"):
        """How many rows each institute has; one query."""
        found = rows.filter(**{f"{path}__in": self.subjects}).order_by()
        counts = found.values_list(path).annotate(n=Count(self.unit, distinct=True))
        return dict(counts)


def catalogue_url(catalogue, app="institutes", /, **filters):
    """The address of a catalogue with these filters."""
    return f"{reverse(f'{app}:{catalogue}-list')}?{urlencode(filters)}"


def facet_value(value):
    """How an address asks for a value: what is unknown is not recorded."""
    return value if value not in ("", Project.Status.UNKNOWN) else NOT_RECORDED


def cited_values(row, text, url="", note=""):
    """What a row says, as a value with its source; nothing where it says nothing."""
    return [ComparisonValue(str(text), url, note, row)] if text else []
