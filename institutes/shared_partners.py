"""The names of the partners and projects that pairs of institutes share."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from itertools import chain
from operator import or_

from django.db.models import Q

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Partner, Project
from institutes.models.partner import MembershipQuerySet
from mfgusa.catalogue.facet_index.rows import firsts
from mfgusa.catalogue.facet_index.tally import Having
from mfgusa.catalogue.search.fields import SearchFold
from mfgusa.catalogue.urls import cached_reverse

NAMES_PER_PAIR = 50  # The catalogue lists the others.
# The path from a membership, and that from a project, to the other institute.
OTHER_INSTITUTE = "partner__memberships__institute__key"
PARTICIPANT_INSTITUTE = "partners__memberships__institute__key"

KeyPair = tuple[str, str]  # The keys of two institutes.
SharedNames = dict[KeyPair, list[tuple[str, str]]]  # Names and addresses.


def indexed_names(
    filterset: PartnerFilterSet, pairs: list[KeyPair]
) -> tuple[SharedNames, list[int]]:
    """Read the first shared partners of each pair, and the most connected partners.

    The latter are primary keys, partners of the most institutes first. Reads bitmaps.
    """
    keys = list({key for pair in pairs for key in pair})
    counts = sorted(map(int, filterset.value_counts("institutes")), reverse=True)
    conditions = [Having("institute", (key,)) for key in keys]
    conditions += [Having("institutes", (str(n),)) for n in counts if n > 1]
    rows = filterset.index.rows_of(conditions)
    if not filterset.is_unfiltered:
        rows = [members & filterset.bits() for members in rows]
    members_of = dict(zip(keys, rows, strict=False))
    shared = [members_of[key] & members_of[other_key] for key, other_key in pairs]
    first = firsts([*shared, *rows[len(keys) :]], Partner.objects.all(), NAMES_PER_PAIR)
    names = _partner_names(pairs, first[: len(pairs)])
    return names, list(chain(*first[len(pairs) :]))


def _partner_names(pairs: list[KeyPair], pks: list[list[int]]) -> SharedNames:
    partners = Partner.objects.in_bulk({*chain(*pks)})
    return _group_names(
        (*pair, partners[pk].key, partners[pk].name, "institutes:partner-detail")
        for pair, shared in zip(pairs, pks, strict=True)
        for pk in shared
    )


def join_by_partner(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Join memberships with all of the same partner; see `OTHER_INSTITUTE`."""
    return memberships.filter(partner__memberships__in=memberships.values("pk"))


def shared_partner_names(
    memberships: MembershipQuerySet, pairs: list[KeyPair]
) -> SharedNames:
    """Return the partners that each pair shares, read row by row."""
    rows = join_by_partner(memberships).filter(
        institute__key__in={key for key, _other_key in pairs}
    )
    columns = ("institute__key", OTHER_INSTITUTE, "partner__key", "partner__name")
    folded = rows.annotate(folded_name=SearchFold("partner__name"))
    names = folded.values_list(*columns, "folded_name").distinct()
    return _group_names(
        (*row, "institutes:partner-detail")
        for *row, _folded_name in names.order_by("folded_name", "partner__key")
    )


def shared_project_names(pairs: list[KeyPair]) -> SharedNames:
    """Return the projects that each pair shares."""
    is_of_pair = (
        Q(**{"institute__key": key, PARTICIPANT_INSTITUTE: other_key})
        for key, other_key in pairs
    )
    rows = Project.objects.single().filter(reduce(or_, is_of_pair))
    names = rows.values_list("institute__key", PARTICIPANT_INSTITUTE, "key", "title")
    return _group_names(
        (*row, "institutes:project-detail")
        for row in names.distinct().order_by("title", "key")
    )


def _group_names(rows: Iterable[tuple[str, ...]]) -> SharedNames:
    """Group names by pair; a row has two institutes, the key, the name and the view."""
    names: SharedNames = defaultdict(list)
    for institute, other, key, name, view in rows:
        if len(names[institute, other]) < NAMES_PER_PAIR:
            names[institute, other].append((name, cached_reverse(view, key)))
    return names
