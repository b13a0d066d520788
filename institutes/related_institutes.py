"""Related institutes and partners: those that share the most with a given one."""

from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Count

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Institute, Membership, Partner
from mfgusa.catalogue.facet_index.rows import Rows, between, in_order
from mfgusa.catalogue.facet_index.tally import Having, whole_overlaps

INDEX = PartnerFilterSet.index
EMPTY = Rows({})


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
    """Return the partners of the same institutes, most shared institutes first.

    Counts by bitmaps; while these are rebuilt, by rows, which takes seconds with a
    million partners.
    """
    institutes = partner.memberships.order_by().values("institute")
    rows = Partner.objects.with_place().with_memberships(institute__in=institutes)
    if not PartnerFilterSet.has_fresh_bitmaps():
        related = rows.related_partners(partner)
        return RelatedPartners(related.count(), list(related[:limit]))
    at_least = partners_by_shared_count(partner)
    pairs = zip_longest(at_least, at_least[1:], fillvalue=EMPTY)
    levels = [sharing - sharing_more for sharing, sharing_more in pairs]
    keys = between(reversed(levels), Partner.objects.all(), 0, limit)
    first = list(in_order(rows, keys))
    for related_partner in first:
        related_partner.shared_count = sum(
            related_partner.pk in sharing for sharing in at_least
        )
    return RelatedPartners(len(at_least[0]) if at_least else 0, first)


def partners_by_shared_count(partner: Partner) -> list[Rows]:
    """Return the other partners that share at least 1, 2, 3, ... institutes with it."""
    keys = partner.memberships.order_by().values_list("institute__key", flat=True)
    at_least: list[Rows] = []
    conditions = [Having("institute", (key,)) for key in {*keys}]
    for members in INDEX.rows_of(conditions):
        added = [members, *(members & rows for rows in at_least)]
        pairs = zip_longest(at_least, added, fillvalue=EMPTY)
        at_least = [rows | more for rows, more in pairs]
    own = Rows.of_keys([partner.pk])
    return [rows - own for rows in at_least]


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
    if not PartnerFilterSet.has_fresh_bitmaps():
        partners = institute.memberships.order_by().values("partner")
        memberships = Membership.objects.order_by().filter(partner__in=partners)
        rows = memberships.values_list("institute__key")
        return dict(rows.annotate(shared=Count("partner", distinct=True)))
    pairs = whole_overlaps(INDEX.name, "institute", "institute", value=institute.key)
    return {key: count for (_own_key, key), count in pairs.items()}
