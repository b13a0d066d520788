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
from mfgusa.catalogue.search.fields import Folded
from mfgusa.catalogue.urls import cached_reverse

MOST_NAMED = 50  # Of a pair; the catalogue has them all.
THEIRS = "partner__memberships__institute__key"  # Of a tie.
TIED = "partners__memberships__institute__key"  # Of a project.

Pair = tuple[str, str]  # The keys of two institutes.
Named = dict[Pair, list[tuple[str, str]]]  # Names and addresses.


def told(asked: PartnerFilterSet, pairs: list[Pair]) -> tuple[Named, list[int]]:
    """What bitmaps tell of partners: those that each of these pairs shares, and the
    keys of those that are tied to most institutes."""
    keys = list({key for pair in pairs for key in pair})
    reaches = sorted(map(int, asked.told("institutes")), reverse=True)
    wide = [Having("institutes", (str(reach),)) for reach in reaches if reach > 1]
    tied = [Having("institute", (key,)) for key in keys]
    found = asked.index.rows_of([*tied, *wide])
    if not asked.is_whole:
        found = [rows & asked.bits() for rows in found]
    of = dict(zip(keys, found, strict=False))
    shared = [of[one] & of[other] for one, other in pairs]
    levels = [*shared, *found[len(keys) :]]
    first = firsts(levels, Partner.objects.all(), MOST_NAMED)
    return _named(pairs, first[: len(pairs)]), list(chain(*first[len(pairs) :]))


def _named(pairs: list[Pair], keys: list[list[int]]) -> Named:
    by_key = Partner.objects.in_bulk({*chain(*keys)})
    return _gathered(
        (*pair, by_key[key].key, by_key[key].name, "institutes:partner-detail")
        for pair, some in zip(pairs, keys, strict=True)
        for key in some
    )


def met(ties: Any) -> Any:
    """Ties joined with all ties of the same partner; `THEIRS` is of the same join."""
    return ties.filter(partner__memberships__in=ties.values("pk"))


def named_partners(ties: Any, pairs: list[Pair]) -> Named:
    """Of each of these pairs: the partners they share, read row by row."""
    rows = met(ties).filter(institute__key__in={one for one, _other in pairs})
    columns = ("institute__key", THEIRS, "partner__key", "partner__name")
    names = rows.annotate(place=Folded("partner__name")).values_list(*columns, "place")
    found = names.distinct().order_by("place", "partner__key")
    return _gathered((*row, "institutes:partner-detail") for *row, _place in found)


def named_projects(pairs: list[Pair]) -> Named:
    """Of each of these pairs: the projects they share."""
    rows = Project.objects.single().filter(_either(pairs, "institute__key", TIED))
    names = rows.values_list("institute__key", TIED, "key", "title")
    found = names.distinct().order_by("title", "key")
    return _gathered((*row, "institutes:project-detail") for row in found)


def _either(pairs: list[Pair], one: str, other: str) -> Q:
    return reduce(or_, (Q(**{one: a, other: b}) for a, b in pairs))


def _gathered(rows: Iterable[tuple[str, ...]]) -> Named:
    gathered: Named = defaultdict(list)
    for one, other, key, name, view in rows:
        if len(gathered[one, other]) < MOST_NAMED:
            gathered[one, other].append((name, cached_reverse(view, key)))
    return gathered
