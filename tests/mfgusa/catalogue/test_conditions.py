"""What the conditions of a facet read is known to the index, or refused."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from institutes.models import Membership, Partner
from mfgusa.catalogue.filters.conditions import ConditionFacet
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.vocabulary import presence_vocabulary

MEMBERSHIPS = Membership.objects.order_by().filter(partner=OuterRef("pk"))
PARTNER, STATE = "institutes_partner", "institutes_state"
MEMBERSHIP = "institutes_membership"


def filterset_with(condition, *reads):
    """The filters of partners with a facet of one condition."""

    class OneCondition(ConditionFacet):
        def conditions(self):
            return {"recorded": condition}

    class Filters(FacetedFilterSet):
        rows = Partner.objects.with_institute_count()
        is_followed = False
        facet = OneCondition(label="Facet", vocabulary=presence_vocabulary())

    Filters.reads = reads
    return Filters


def columns_read(filterset):
    return {
        (table.model._meta.db_table, column)
        for table, columns in filterset.definition().dependencies
        for column in columns - {"id"}
    }


@pytest.mark.parametrize(
    ("condition", "columns"),
    [
        (Q(sector="industry"), {(PARTNER, "sector")}),
        (Q(name__istartswith="a"), {(PARTNER, "name")}),
        (Q(state__isnull=True), {(PARTNER, "state_id")}),
        (
            Q(state__region__in=["west", F("country")]),
            {(PARTNER, "state_id"), (STATE, "region"), (PARTNER, "country")},
        ),
        (
            ~(Q(ror="") | Q(country__gt=F("state__name"))),
            {(PARTNER, n) for n in ("ror", "country", "state_id")} | {(STATE, "name")},
        ),
        (
            Q(GreaterThan(Length("subsector"), 3)) & Q(memberships__role__isnull=True),
            {(PARTNER, "subsector"), (MEMBERSHIP, "partner_id"), (MEMBERSHIP, "role")},
        ),
        (Q(institute_count__gt=1), set()),  # An annotation: `reads` names its columns.
    ],
)
def test_the_columns_of_a_condition_are_read(condition, columns):
    assert columns_read(filterset_with(condition)) == columns


@pytest.mark.parametrize(
    "condition",
    [
        ~Q(Exists(MEMBERSHIPS)),
        Q(sector="industry") & Q(memberships__in=Membership.objects.exclude(role="")),
    ],
)
def test_a_subquery_is_refused_until_its_columns_are_named(condition):
    with pytest.raises(ImproperlyConfigured, match=r"Filters\.facet has a subquery"):
        filterset_with(condition).definition()

    named = filterset_with(condition, "memberships__role")

    assert (MEMBERSHIP, "role") in columns_read(named)
