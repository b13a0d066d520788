"""Related institutes and partners: those that share the most with a given one."""

from dataclasses import dataclass
from itertools import zip_longest

from institutes.filtersets.membership import sets_by_least_count
from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Institute, Partner
from mfgusa.catalogue.facet_index.index import count_values
from mfgusa.catalogue.facet_index.pages import in_order, slice_ids
from mfgusa.catalogue.facet_index.row_sets import RowSet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED


@dataclass(frozen=True)
class RelatedPartners:
    """The number of related partners, and the first with their `shared_count`."""

    total: int
    first: list[Partner]


@dataclass(frozen=True)
class RelatedInstitute:
    """An institute and the number of partners that it shares with another one."""

    institute: Institute
    shared_count: int


def related_partners(partner: Partner, limit: int) -> RelatedPartners:
    """Return the partners of the same institutes, most shared institutes first."""
    at_least = partners_by_shared_count(partner)
    pairs = zip_longest(at_least, at_least[1:], fillvalue=RowSet())
    levels = [sharing - sharing_more for sharing, sharing_more in pairs]
    keys = slice_ids(reversed(levels), Partner.objects.all(), 0, limit)
    institutes = partner.memberships.order_by().values("institute")
    rows = Partner.objects.with_place().with_memberships(institute__in=institutes)
    first = list(in_order(rows, keys))
    for related_partner in first:
        related_partner.shared_count = sum(
            related_partner.pk in sharing for sharing in at_least
        )
    return RelatedPartners(len(at_least[0]) if at_least else 0, first)


def partners_by_shared_count(partner: Partner) -> list[RowSet]:
    """Return the other partners that share at least 1, 2, 3, ... institutes with it."""
    members = PartnerFilterSet().sets("institute").items()
    own = RowSet([partner.pk])
    return sets_by_least_count(
        rows - own
        for key, rows in members
        if partner.pk in rows and key != NOT_RECORDED
    )


def related_institutes(institute: Institute) -> list[RelatedInstitute]:
    """Return the institutes that share partners with this one, most shared first."""
    counts = count_shared_partners_by_institute(institute)
    others = Institute.objects.exclude(pk=institute.pk).filter(key__in=counts)
    related = [RelatedInstitute(other, counts[other.key]) for other in others]
    return sorted(related, key=lambda row: -row.shared_count)


def count_shared_partners_by_institute(institute: Institute) -> dict[str, int]:
    """Count the partners that it shares with each institute, by key.

    Its own key is among them, with the number of all its partners.
    """
    members = PartnerFilterSet().sets("institute")
    own = members.get(institute.key, RowSet())
    return count_values(members, own)
