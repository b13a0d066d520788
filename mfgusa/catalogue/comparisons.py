"""Rows side by side, line by line: each app adds the lines that it knows about.

An app declares its comparisons in a module `comparisons`; a page that compares rows
of a model shows every comparison of that model, in the order of the apps.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

registry: list[type["Comparison"]] = []
Subject = Any  # Any: a comparison knows the model of its rows.


@dataclass(frozen=True)
class ComparisonValue:
    """One value of one row: a text, the page or list behind it, and its fact."""

    text: str
    url: str = ""
    note: str = ""
    fact: models.Model | None = field(default=None, compare=False)
    shared: bool = field(default=False, compare=False)  # Every row has the value.


@dataclass
class ComparisonLine:
    """One line: the values of each row; a cell without values is “not recorded”."""

    title: str
    cells: list[list[ComparisonValue]]
    url: str = ""

    def __post_init__(self) -> None:
        texts = [{value.text for value in cell} for cell in self.cells]
        in_all = set.intersection(*texts) if texts else set()
        if any(len(cell) > 1 for cell in self.cells):
            self.cells = [
                [replace(value, shared=value.text in in_all) for value in cell]
                for cell in self.cells
            ]

    @property
    def is_recorded(self) -> bool:
        """Whether any row has a value."""
        return any(self.cells)

    @property
    def is_same(self) -> bool:
        """Whether all rows have the same values; no values do not count as same."""
        texts = [sorted(value.text for value in cell) for cell in self.cells]
        return self.is_recorded and all(cell == texts[0] for cell in texts)


class Comparison:
    """Some lines on one topic, for rows of a model."""

    model: ClassVar[str] = ""  # "app_label.Model"
    title: ClassVar["StrOrPromise"] = ""

    def __init_subclass__(cls) -> None:
        if cls.title:  # A class without a title is a base of others.
            registry.append(cls)

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.subjects = subjects
        self.lines = [line for line in self.get_lines() if line.is_recorded]

    def get_lines(self) -> Iterable[ComparisonLine]:
        """The lines; a query or two for all rows together."""
        return []

    def line(
        self,
        title: "StrOrPromise",
        by_pk: Mapping[Any, list[ComparisonValue]],
        url: str = "",
    ) -> ComparisonLine:
        """A line from the values of each row by its primary key."""
        cells = [by_pk.get(subject.pk, []) for subject in self.subjects]
        return ComparisonLine(str(title), cells, url)


def build_comparisons(subjects: Sequence[Subject]) -> list[Comparison]:
    """Every comparison of these rows of one model that has a line."""
    label = subjects[0]._meta.label
    comparisons = [cls(subjects) for cls in registry if cls.model == label]
    return [comparison for comparison in comparisons if comparison.lines]
