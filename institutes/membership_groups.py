"""Who is tied to an institute, by role; of very many in one role, the first by name."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from institutes.filtersets.membership import MEMBERSHIP
from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Membership, Partner
from mfgusa.catalogue.facet_index.rows import firsts
from mfgusa.catalogue.facet_index.tally import Having

INDEX = PartnerFilterSet.index
MOST = 100  # Ties of one role that are all shown.
FIRST = 30  # Partners that are shown where there are more; a list has the others.


@dataclass(frozen=True)
class MembershipGroup:
    """How many ties an institute has in a role, and those of the first partners."""

    title: str
    total: int
    ties: list[Membership]
    url: str  # The list of its partners in this role.

    @property
    def is_cut(self) -> bool:
        return len(self.ties) < self.total


def membership_groups(institute) -> list[MembershipGroup]:
    """The roles that anyone has at an institute, in their order."""
    totals = institute.memberships.counts_by_role()
    ties = _ties(institute, totals)
    return [
        MembershipGroup(
            title=str(role.label),
            total=total,
            ties=[tie for tie in ties if tie.role == role],
            url=_address(institute, role),
        )
        for role, total in totals.items()
    ]


def _ties(institute, totals) -> list[Membership]:
    """Those of each role, by name; where they are many, of the first partners."""
    shown = {role: Q(role=role) for role in totals}
    many = [role for role, total in totals.items() if total > MOST]
    for role, keys in zip(many, _first_partners(institute, many), strict=True):
        shown[role] &= Q(partner__in=keys)
    asked = reduce(or_, shown.values(), Q(pk__in=[]))
    rows = institute.memberships.filter(asked).with_partner()
    return sorted(rows, key=lambda tie: tie.partner.name.lower())


def _first_partners(institute, roles) -> list[list[int]]:
    """Of each role the keys of the first partners by name.

    They are told by bitmaps; while these are made anew, by the ties themselves.
    """
    if not roles:
        return []
    partners = Partner.objects.all()
    if PartnerFilterSet.has_fresh_bitmaps():
        asked = [
            Having(MEMBERSHIP, (f"{institute.key}|{role.value}",)) for role in roles
        ]
        return firsts(INDEX.rows_of(asked), partners, FIRST)
    ours = institute.memberships.order_by().filter(partner=OuterRef("pk"))
    tied = (partners.filter(Exists(ours.filter(role=role))) for role in roles)
    return [list(some.values_list("pk", flat=True)[:FIRST]) for some in tied]


def _address(institute, role) -> str:
    asked = urlencode({"institute": institute.key, "role": role.value})
    return f"{reverse('institutes:partner-list')}?{asked}"
