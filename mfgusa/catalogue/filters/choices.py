"""A facet as the page shows it: its values with their counts, the top ones first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option, nest_options

MAX_FOUND_OPTIONS = 50  # As many values as a person reads through.


@dataclass
class FacetChoices:
    """One facet of a page: `options` are shown, `hidden` more can be found."""

    name: str
    facet: Facet
    options: list[Option]
    hidden: int = 0
    search_text: str = ""
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


def build_options(
    facet: Facet, counts: dict[str, int], chosen: Iterable[str], excluded: Iterable[str]
) -> list[Option]:
    """The values that find something or are in use, in the order of the vocabulary."""
    missing = Option(NOT_RECORDED, _("Not recorded"))
    # Copies, for facets of one catalogue may share a vocabulary.
    known = (replace(one, children=[]) for one in facet.vocabulary())
    options = [*known, missing]
    for option in options:
        option.count = counts.get(option.value, 0)
        option.is_chosen = option.value in chosen
        option.is_excluded = option.value in excluded
    return nest_options(option for option in options if option.is_visible)


def limit_options(choices: FacetChoices, words: str) -> None:
    """Leave the values in use, and of the rest those found or those most frequent."""
    limit = choices.facet.limit
    if limit is None or len(choices.options) <= limit:
        return
    choices.is_long, choices.search_text = True, words
    every = choices.options
    if words:
        found = choices.facet.vocabulary.find(words)
        picked = [o for o in every if o.value in found][:MAX_FOUND_OPTIONS]
    else:
        gaps = [o for o in every if o.value == NOT_RECORDED]
        told = sorted((o for o in every if o not in gaps), key=lambda o: -o.count)
        picked = [*told[: limit - len(gaps)], *gaps]
    others = [o for o in picked if not has_selection(o)]
    choices.options = [*(o for o in every if has_selection(o)), *others]
    choices.hidden = len(every) - len(choices.options)


def has_selection(option: Option) -> bool:
    """Whether a value or one below it is chosen or excluded."""
    return option.is_selected or any(child.is_selected for child in option.children)
