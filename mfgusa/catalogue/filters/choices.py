"""A facet as the page shows it: its values with their counts, the top ones first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option, nested

MOST_FOUND = 50  # As many values as a person reads through.


@dataclass
class FacetChoices:
    """One facet of a page: `options` are shown, `hidden` more can be found."""

    name: str
    facet: Facet
    options: list[Option]
    hidden: int = 0
    finding: str = ""
    minimum: Any = None
    maximum: Any = None
    is_open: bool = False
    is_long: bool = False

    @property
    def title(self) -> str:
        return str(self.facet.label)

    @property
    def is_range(self) -> bool:
        return self.facet.is_range


def options_of(
    facet: Facet, counts: dict[str, int], chosen: Iterable[str], excluded: Iterable[str]
) -> list[Option]:
    """The values that find something or are in use, in the order of the vocabulary."""
    missing = Option(NOT_RECORDED, _("Not recorded"))
    # Copies, for facets of one catalogue may share a vocabulary.
    known = (replace(one, children=[]) for one in facet.vocabulary())
    options = [*known, missing]
    for option in options:
        option.count = counts.get(option.value, 0)
        option.chosen = option.value in chosen
        option.excluded = option.value in excluded
    return nested(option for option in options if option.shown)


def cut(choices: FacetChoices, words: str) -> None:
    """Leave the values in use, and of the rest those found or those most frequent."""
    limit = choices.facet.limit
    if limit is None or len(choices.options) <= limit:
        return
    choices.is_long, choices.finding = True, words
    every = choices.options
    if words:
        found = choices.facet.vocabulary.find(words)
        picked = [o for o in every if o.value in found][:MOST_FOUND]
    else:
        gaps = [o for o in every if o.value == NOT_RECORDED]
        told = sorted((o for o in every if o not in gaps), key=lambda o: -o.count)
        picked = [*told[: limit - len(gaps)], *gaps]
    others = [o for o in picked if not in_use(o)]
    choices.options = [*(o for o in every if in_use(o)), *others]
    choices.hidden = len(every) - len(choices.options)


def in_use(option: Option) -> bool:
    """Whether a value or one below it is chosen or excluded."""
    return option.used or any(child.used for child in option.children)
