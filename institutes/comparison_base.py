"""What every line of institutes side by side is made of."""

from collections import defaultdict
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from institutes.models import Bound, Project
from mfgusa.catalogue.comparisons import Comparison, ComparisonValue
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED


class InstituteComparison(Comparison):
    """One section of the comparison: lines with a cell for each institute."""

    model = "institutes.Institute"
    unit = "pk"  # What is counted of linked rows.
    app = "institutes"  # Whose catalogues its numbers open.

    def said(self, title, values_of):
        """A line of what each institute's own row says."""
        return self.line(title, {one.pk: values_of(one) for one in self.subjects})

    def counted(self, title, counts, catalogue, **filters):
        """A line of numbers, each of which opens the rows that it counts."""
        return self.said(
            title,
            lambda one: [
                ComparisonValue(
                    str(n), listed(catalogue, self.app, institute=one.key, **filters)
                )
                for n in [counts.get(one.pk, 0)]
                if n
            ],
        )

    def grouped(self, rows, by, catalogue, choices, **filters):
        """A line for each of some choices that any institute has rows of."""
        counts = defaultdict(dict)
        found = rows.filter(institute__in=self.subjects).order_by()
        for institute, value, n in found.values_list("institute", by).annotate(
            n=Count(self.unit, distinct=True)
        ):
            counts[asked(value)][institute] = n
        facet = by.rpartition("__")[2]
        for value, label in choices:
            own = {facet: asked(value)}
            yield self.counted(label, counts[asked(value)], catalogue, **filters, **own)

    def total(self, rows, path="institute"):
        """How many rows each institute has; one query."""
        found = rows.filter(**{f"{path}__in": self.subjects}).order_by()
        counts = found.values_list(path).annotate(n=Count(self.unit, distinct=True))
        return dict(counts)


def listed(catalogue, app="institutes", /, **filters):
    """The address of a catalogue with these filters."""
    return f"{reverse(f'{app}:{catalogue}-list')}?{urlencode(filters)}"


def asked(value):
    """How an address asks for a value: what is unknown is not recorded."""
    return value if value not in ("", Project.Status.UNKNOWN) else NOT_RECORDED


def fact_of(row, text, url="", note=""):
    """What a row says, as a value with its source; nothing where it says nothing."""
    return [ComparisonValue(str(text), url, note, row)] if text else []


def bounded(text, bound):
    """A figure with how exact it is, where it is not."""
    return text if bound == Bound.EXACT else f"{Bound(bound).label} {text}"
