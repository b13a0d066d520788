"""A facet as a page shows it: its values with counts, the most frequent first."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option, nest_options

MAX_FOUND_OPTIONS = 50  # As many values as a person reads through.


@dataclass
class FacetChoices:
    """A facet of a page: the shown `options`; `hidden` more can be searched for."""

    name: str
    facet: Facet
    options: list[Option]
    hidden: int = 0
    search_text: str = ""
    minimum: int | None = None
    maximum: int | None = None
    is_open: bool = False
    is_long: bool = False

    @property
    def title(self) -> str:
        """The label of the facet."""
        return str(self.facet.label)

    @property
    def is_range(self) -> bool:
        """Whether the facet has a lower and an upper bound."""
        return self.facet.is_range


def build_options(
    facet: Facet,
    counts: dict[str, int],
    chosen: Collection[str],
    excluded: Collection[str],
) -> list[Option]:
    """The visible options of a facet, nested, in the order of its vocabulary."""
    missing = [Option(NOT_RECORDED, _("Not recorded"))] if facet.has_gap() else []
    visible = {value for value, count in counts.items() if count}
    visible.update(chosen, excluded)
    return nest_options(  # Copies, because facets of one catalogue share a vocabulary.
        Option(
            option.value,
            option.label,
            option.parent,
            counts.get(option.value, 0),
            is_chosen=option.value in chosen,
            is_excluded=option.value in excluded,
        )
        for option in [*facet.vocabulary(), *missing]
        if option.value in visible
    )


def limit_options(choices: FacetChoices, text: str) -> None:
    """Keep the selected options, and those that match a text or are most frequent."""
    limit = choices.facet.limit
    if limit is None or len(choices.options) <= limit:
        return
    choices.is_long, choices.search_text = True, text
    options = choices.options
    picked = _matching(choices, text) if text else _most_frequent(options, limit)
    selected = [option for option in options if has_selection(option)]
    others = [option for option in picked if not has_selection(option)]
    choices.options = [*selected, *others]
    choices.hidden = len(options) - len(choices.options)


def _matching(choices: FacetChoices, text: str) -> list[Option]:
    values = choices.facet.vocabulary.find(text)
    matches = [option for option in choices.options if option.value in values]
    return matches[:MAX_FOUND_OPTIONS]


def _most_frequent(options: list[Option], limit: int) -> list[Option]:
    """The `limit` most frequent options; “not recorded” is always among them."""
    missing = [option for option in options if option.value == NOT_RECORDED]
    recorded = [option for option in options if option.value != NOT_RECORDED]
    recorded.sort(key=lambda option: -option.count)
    return [*recorded[: limit - len(missing)], *missing]


def has_selection(option: Option) -> bool:
    """Whether an option or one directly below it is selected."""
    return option.is_selected or any(child.is_selected for child in option.children)
