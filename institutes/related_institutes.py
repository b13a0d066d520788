"""Who shares most: institutes with a partner, or partners with an institute."""

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
    """How many there are, and the first of them, each with its `shared_count`."""

    total: int
    first: list[Partner]


def related_partners(partner, most) -> RelatedPartners:
    """The neighbors of a partner, at most so many of them.

    They are told by bitmaps; row by row, which takes seconds among a million, only
    while the bitmaps are made anew.
    """
    ours = partner.memberships.order_by().values("institute")
    rows = Partner.objects.with_place().with_memberships(institute__in=ours)
    if not PartnerFilterSet.has_fresh_bitmaps():
        others = rows.related_partners(partner)
        return RelatedPartners(others.count(), list(others[:most]))
    sharing = partners_by_shared_count(partner)
    pairs = zip_longest(sharing, sharing[1:], fillvalue=EMPTY)
    levels = [those - who_share_more for those, who_share_more in pairs]
    keys = between(reversed(levels), Partner.objects.all(), 0, most)
    first = list(in_order(rows, keys))
    for one in first:
        one.shared_count = sum(one.pk in rows for rows in sharing)
    return RelatedPartners(len(sharing[0]) if sharing else 0, first)


def partners_by_shared_count(partner) -> list[Rows]:
    """The others that share an institute with it, that share two, and so on."""
    keys = partner.memberships.order_by().values_list("institute__key", flat=True)
    sharing: list[Rows] = []
    asked = [Having("institute", (key,)) for key in {*keys}]
    for tied in INDEX.rows_of(asked):
        more = [tied, *(tied & rows for rows in sharing)]
        pairs = zip_longest(sharing, more, fillvalue=EMPTY)
        sharing = [rows | grown for rows, grown in pairs]
    itself = Rows.of_keys([partner.pk])
    return [rows - itself for rows in sharing]


def related_institutes(institute) -> list[Institute]:
    """The other institutes with partners of this one, each with how many (`shared`)."""
    shared = count_shared_partners_by_institute(institute)
    others = Institute.objects.exclude(pk=institute.pk).filter(key__in=shared)
    for other in others:
        other.shared = shared[other.key]
    return sorted(others, key=lambda other: -other.shared)


def count_shared_partners_by_institute(institute) -> dict[str, int]:
    """How many partners it shares with each institute, itself among them, by key."""
    if not PartnerFilterSet.has_fresh_bitmaps():
        ours = institute.memberships.order_by().values("partner")
        ties = Membership.objects.order_by().filter(partner__in=ours)
        shared = ties.values_list("institute__key")
        return dict(shared.annotate(shared=Count("partner", distinct=True)))
    pairs = whole_overlaps(INDEX.name, "institute", "institute", value=institute.key)
    return {other: shared for (_one, other), shared in pairs.items()}
