"""Rows side by side, line by line: each app adds the lines that it knows about.

An app declares its comparisons in a module `comparisons`; a page that compares rows
of a model shows every comparison of that model, in the order of the apps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models

registry: list[type["Comparison"]] = []


@dataclass(frozen=True)
class ComparisonValue:
    """One thing said of one row: words, the page or list behind them, their fact."""

    text: str
    url: str = ""
    note: str = ""
    fact: Any = field(default=None, compare=False)
    shared: bool = field(default=False, compare=False)  # Every row has it.


@dataclass
class ComparisonLine:
    """One question, answered for each row; no values mean “not recorded”."""

    title: str
    cells: list[list[ComparisonValue]]
    url: str = ""

    def __post_init__(self) -> None:
        texts = [{value.text for value in cell} for cell in self.cells]
        everywhere = set.intersection(*texts) if texts else set()
        if any(len(cell) > 1 for cell in self.cells):
            self.cells = [
                [_marked(value, value.text in everywhere) for value in cell]
                for cell in self.cells
            ]

    @property
    def is_recorded(self) -> bool:
        return any(self.cells)

    @property
    def is_same(self) -> bool:
        """Whether all rows give the same answer; having none is no answer."""
        said = [sorted(value.text for value in cell) for cell in self.cells]
        return self.is_recorded and all(one == said[0] for one in said)


def _marked(value: ComparisonValue, shared: bool) -> ComparisonValue:
    return ComparisonValue(value.text, value.url, value.note, value.fact, shared)


class Comparison:
    """Some lines of one subject, for rows of a model."""

    model: ClassVar[str] = ""  # "app_label.Model"
    title: ClassVar[Any] = ""

    def __init_subclass__(cls) -> None:
        if cls.title:  # Those without are bases of others.
            registry.append(cls)

    def __init__(self, subjects: Sequence[models.Model]) -> None:
        self.subjects = subjects
        self.lines = [line for line in self.get_lines() if line.is_recorded]

    def get_lines(self) -> Iterable[ComparisonLine]:
        """The lines; a set-based query or two for all rows together."""
        return []

    def line(
        self, title: Any, by_pk: dict[Any, list[ComparisonValue]], url: str = ""
    ) -> ComparisonLine:
        """A line from the values of each row by its primary key."""
        cells = [by_pk.get(subject.pk, []) for subject in self.subjects]
        return ComparisonLine(str(title), cells, url)


def build_comparisons(subjects: Sequence[models.Model]) -> list[Comparison]:
    """Everything that apps compare of these rows of one model."""
    label = subjects[0]._meta.label
    every = [one(subjects) for one in registry if one.model == label]
    return [comparison for comparison in every if comparison.lines]
