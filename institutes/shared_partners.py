"""The names of the partners and projects that pairs of institutes share."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from itertools import chain
from operator import or_

from django.db.models import Q

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Partner, Project
from mfgusa.catalogue.facet_index.pages import first_rows_per_set
from mfgusa.catalogue.urls import cached_reverse

NAMES_PER_PAIR = 50  # The catalogue lists the others.
# The path from a project to the institutes of its participants.
PARTICIPANT_INSTITUTE = "partners__memberships__institute__key"

KeyPair = tuple[str, str]  # The keys of two institutes.
SharedNames = dict[KeyPair, list[tuple[str, str]]]  # Names and addresses.


def shared_partner_names(
    filterset: PartnerFilterSet, pairs: list[KeyPair]
) -> SharedNames:
    """Return the first partners that each pair shares, of those of the filters."""
    members_of, partners = filterset.sets("institute"), filterset.row_set()
    shared = [members_of[key] & members_of[other] & partners for key, other in pairs]
    first = first_rows_per_set(shared, Partner.objects.all(), NAMES_PER_PAIR)
    partner_of = Partner.objects.in_bulk({*chain(*first)})
    return _group_names(
        (*pair, partner_of[pk].key, partner_of[pk].name, "institutes:partner-detail")
        for pair, pks in zip(pairs, first, strict=True)
        for pk in pks
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
