"""The subjects of the site: one declaration for each.

A subject is a model with a page for each row and a page that lists them. Apps register
theirs in their `subjects` modules. The navigation, the sitemap, the search over
everything, the suggestions on the "not found" page, the counts on the home page and the
list of addresses that the tests visit are derived from the declarations.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.urls import reverse

from mfgusa.catalogue.navigation import Section
from mfgusa.catalogue.search.fields import SearchableQuerySet
from mfgusa.catalogue.search.types import SearchType

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LAST = 1_000  # The order of what does not say its order.


@dataclass(frozen=True)
class MenuEntry:
    """The place of a section in the navigation: its group and its order there.

    The other fields are those of `Section`.
    """

    group: str
    order: int
    purpose: "StrOrPromise"
    in_line: bool = True


@dataclass(frozen=True)
class SearchOptions:
    """How the search over everything shows a subject; see `SearchType`.

    `title` is that of the subject, if it is not given.
    """

    order: int = LAST
    title: "StrOrPromise" = ""
    heading: tuple[str, ...] = ()
    labels: Mapping[str, "StrOrPromise"] = field(default_factory=dict)
    remarks: Callable[[Any], list[Any]] = lambda row: []
    link: Callable[[Any], str] = lambda row: row.get_absolute_url()


@dataclass(frozen=True)
class HomeCount:
    """The count of a subject on the home page, with its noun.

    `rows` are counted, if not all; `query` is the query string that lists them.
    """

    order: int
    label: "StrOrPromise"
    rows: SearchableQuerySet[Any] | None = None
    query: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A model with pages, and where the site shows it.

    `name` is the first part of its addresses. `rows` are all rows with what their
    addresses and names need. `example` is the rest of the address of a row that the
    fixtures hold. A subject without `list_url_name` can only be searched.
    """

    name: str
    title: "StrOrPromise"
    rows: SearchableQuerySet[Any]
    list_url_name: str = ""
    example: str = ""
    order: int = LAST
    is_catalogue: bool = True  # Whether the list has filters.
    menu: MenuEntry | None = None
    search: SearchOptions | None = None
    home: HomeCount | None = None

    @cached_property
    def path(self) -> str:
        """The address of the list."""
        return reverse(self.list_url_name)

    @property
    def example_path(self) -> str:
        """The address of the example."""
        return f"{self.path}{self.example}/"

    @property
    def pages(self) -> SearchableQuerySet[Any]:
        """The rows that have a page, without their search documents."""
        return self.rows.defer("search")

    def search_type(self, options: SearchOptions) -> SearchType:
        """Return the subject as a type of search results."""
        return SearchType(
            self.name,
            options.title or self.title,
            self.rows,
            self.list_url_name,
            is_catalogue=self.is_catalogue,
            heading=options.heading,
            labels=options.labels,
            remarks=options.remarks,
            link=options.link,
        )


_registry: dict[str, Subject] = {}
_sections: defaultdict[str, list[tuple[int, Section]]] = defaultdict(list)


def register(*subjects: Subject) -> None:
    """Register subjects; ValueError if there is one of the same name."""
    for subject in subjects:
        if subject.name in _registry:
            raise ValueError(f"There are two subjects {subject.name!r}.")
        _registry[subject.name] = subject
        if subject.menu:
            register_section(subject.title, subject.list_url_name, subject.menu)


def register_section(title: "StrOrPromise", url_name: str, entry: MenuEntry) -> None:
    """Register a section of the navigation that is no subject."""
    section = Section(title, url_name, entry.purpose, entry.in_line)
    _sections[entry.group].append((entry.order, section))


def sections_in(group: str) -> tuple[Section, ...]:
    """Return the registered sections of a group of the navigation, in their order."""
    ordered = sorted(_sections[group], key=lambda pair: pair[0])
    return tuple(section for _order, section in ordered)


@cache
def subjects_with_pages() -> Mapping[str, Subject]:
    """Return the subjects with pages by name, in their order."""
    ordered = sorted(_registry.values(), key=lambda subject: subject.order)
    return {subject.name: subject for subject in ordered if subject.list_url_name}


@cache
def search_types() -> tuple[SearchType, ...]:
    """Return what the search over everything finds, in the order of its page."""
    searched = [(subject.search, subject) for subject in _registry.values()]
    pairs = [(options, subject) for options, subject in searched if options]
    pairs.sort(key=lambda pair: pair[0].order)
    return tuple(subject.search_type(options) for options, subject in pairs)


def subject_of(model: type[Model]) -> Subject | None:
    """Return the subject whose rows have pages of their own, if the model is one."""
    subjects = subjects_with_pages().values()
    return next((each for each in subjects if each.rows.model is model), None)


def home_counts() -> list[tuple["StrOrPromise", str, int]]:
    """Return label, address and number of the rows that the home page counts."""
    counted = [(subject.home, subject) for subject in _registry.values()]
    pairs = [(home, subject) for home, subject in counted if home]
    pairs.sort(key=lambda pair: pair[0].order)
    return [
        (
            home.label,
            subject.path + home.query,
            (subject.rows if home.rows is None else home.rows).count(),
        )
        for home, subject in pairs
    ]
