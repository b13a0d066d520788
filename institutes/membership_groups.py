"""The memberships of an institute by role; of very many, the first by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Institute, Membership, Partner
from mfgusa.catalogue.facet_index.pages import first_rows_per_set
from mfgusa.catalogue.facet_index.row_sets import union

MAX_MEMBERSHIPS = 100  # A role with more shows only the first partners.
FIRST_PARTNERS = 30

Role = Membership.Role


@dataclass(frozen=True)
class MembershipGroup:
    """The number of memberships in a role, and those of the first partners."""

    title: str
    total: int
    memberships: list[Membership]
    url: str  # The list of the partners in this role.

    @property
    def is_cut(self) -> bool:
        """Whether memberships are left out."""
        return len(self.memberships) < self.total


def membership_groups(institute: Institute) -> list[MembershipGroup]:
    """Return a group for each role that a partner has, in the order of the roles."""
    totals = institute.memberships.counts_by_role()
    memberships = _shown_memberships(institute, totals)
    return [
        MembershipGroup(
            title=str(role.label),
            total=total,
            memberships=[row for row in memberships if row.role == role],
            url=_partners_url(institute, role),
        )
        for role, total in totals.items()
    ]


def _shown_memberships(
    institute: Institute, totals: Mapping[Role, int]
) -> list[Membership]:
    """Return the memberships to show, by the name of the partner."""
    conditions = {role: Q(role=role) for role in totals}
    cut = [role for role, total in totals.items() if total > MAX_MEMBERSHIPS]
    for role, pks in zip(cut, _first_partners(institute, cut), strict=True):
        conditions[role] &= Q(partner__in=pks)
    shown = reduce(or_, conditions.values(), Q(pk__in=[]))
    rows = institute.memberships.filter(shown).with_partner()
    return sorted(rows, key=lambda membership: membership.partner.name.lower())


def _first_partners(institute: Institute, roles: Iterable[Role]) -> list[list[int]]:
    """Return the primary keys of the first partners in each role, by name."""
    if not roles:
        return []
    relationships = PartnerFilterSet().relationships.items()
    members = [
        union(
            rows
            for relationship, rows in relationships
            if (relationship.institute, relationship.role) == (institute.key, role)
        )
        for role in roles
    ]
    return first_rows_per_set(members, Partner.objects.all(), FIRST_PARTNERS)


def _partners_url(institute: Institute, role: Role) -> str:
    query = urlencode({"institute": institute.key, "role": role.value})
    return f"{reverse('institutes:partner-list')}?{query}"
