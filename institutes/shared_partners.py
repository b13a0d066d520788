"""What institutes share, by name: the first names of each pair."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.db.models import Q

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Partner, Project
from mfgusa.catalogue.facet_index.rows import firsts
from mfgusa.catalogue.facet_index.tally import Having
from mfgusa.catalogue.search.fields import SearchFold
from mfgusa.catalogue.urls import cached_reverse

NAMES_PER_PAIR = 50  # Of a pair; the catalogue has them all.
OTHER_INSTITUTE = "partner__memberships__institute__key"  # Of a tie.
PARTICIPANT_INSTITUTE = "partners__memberships__institute__key"  # Of a project.

KeyPair = tuple[str, str]  # The keys of two institutes.
SharedNames = dict[KeyPair, list[tuple[str, str]]]  # Names and addresses.


def indexed_names(
    asked: PartnerFilterSet, pairs: list[KeyPair]
) -> tuple[SharedNames, list[int]]:
    """What bitmaps tell of partners: those that each of these pairs shares, and the
    keys of those that are tied to most institutes."""
    keys = list({key for pair in pairs for key in pair})
    reaches = sorted(map(int, asked.value_counts("institutes")), reverse=True)
    wide = [Having("institutes", (str(reach),)) for reach in reaches if reach > 1]
    tied = [Having("institute", (key,)) for key in keys]
    found = asked.index.rows_of([*tied, *wide])
    if not asked.is_unfiltered:
        found = [rows & asked.bits() for rows in found]
    of = dict(zip(keys, found, strict=False))
    shared = [of[one] & of[other] for one, other in pairs]
    levels = [*shared, *found[len(keys) :]]
    first = firsts(levels, Partner.objects.all(), NAMES_PER_PAIR)
    return _named(pairs, first[: len(pairs)]), list(chain(*first[len(pairs) :]))


def _named(pairs: list[KeyPair], keys: list[list[int]]) -> SharedNames:
    by_key = Partner.objects.in_bulk({*chain(*keys)})
    return _gathered(
        (*pair, by_key[key].key, by_key[key].name, "institutes:partner-detail")
        for pair, some in zip(pairs, keys, strict=True)
        for key in some
    )


def join_by_partner(ties: Any) -> Any:
    """Ties joined with all ties of the same partner; `THEIRS` is of the same join."""
    return ties.filter(partner__memberships__in=ties.values("pk"))


def shared_partner_names(ties: Any, pairs: list[KeyPair]) -> SharedNames:
    """Of each of these pairs: the partners they share, read row by row."""
    rows = join_by_partner(ties).filter(
        institute__key__in={one for one, _other in pairs}
    )
    columns = ("institute__key", OTHER_INSTITUTE, "partner__key", "partner__name")
    names = rows.annotate(place=SearchFold("partner__name")).values_list(
        *columns, "place"
    )
    found = names.distinct().order_by("place", "partner__key")
    return _gathered((*row, "institutes:partner-detail") for *row, _place in found)


def shared_project_names(pairs: list[KeyPair]) -> SharedNames:
    """Of each of these pairs: the projects they share."""
    rows = Project.objects.single().filter(
        _either(pairs, "institute__key", PARTICIPANT_INSTITUTE)
    )
    names = rows.values_list("institute__key", PARTICIPANT_INSTITUTE, "key", "title")
    found = names.distinct().order_by("title", "key")
    return _gathered((*row, "institutes:project-detail") for row in found)


def _either(pairs: list[KeyPair], one: str, other: str) -> Q:
    return reduce(or_, (Q(**{one: a, other: b}) for a, b in pairs))


def _gathered(rows: Iterable[tuple[str, ...]]) -> SharedNames:
    gathered: SharedNames = defaultdict(list)
    for one, other, key, name, view in rows:
        if len(gathered[one, other]) < NAMES_PER_PAIR:
            gathered[one, other].append((name, cached_reverse(view, key)))
    return gathered
