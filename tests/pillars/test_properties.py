"""What may change a figure of the pillars, and what may not."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillars.evidence.registry import EVIDENCE
from tests import factories as make

pytestmark = pytest.mark.django_db

# Facts on an institute that is there, and the pillars that may show them.
KINDS = {
    "agency": (lambda here: make.AgencyFactory(), set()),
    "area": (lambda here: make.FocusAreaFactory(), set()),
    "challenge": (lambda here: make.ChallengeFactory(), set()),
    "challenge link": (lambda here: make.ChallengeLinkFactory(institute=here), {10}),
    "funding": (lambda here: make.FundingRecordFactory(institute=here), {6}),
    "indicator": (lambda here: make.IndicatorFactory(), set()),
    "membership": (lambda here: make.MembershipFactory(institute=here), {1, 4, 5, 7}),
    "observation": (lambda here: make.ObservationFactory(institute=here), {9}),
    "partner": (lambda here: make.PartnerFactory(), {7}),
    "program": (lambda here: make.WorkforceProgramFactory(institute=here), {4, 7}),
    "project": (lambda here: make.ProjectFactory(institute=here), {2, 3, 5, 10}),
    "roadmap": (lambda here: make.RoadmapFactory(institute=here), {8, 10}),
    "roadmap item": (
        lambda here: make.RoadmapItemFactory(roadmap__institute=here),
        {8, 10},
    ),
    "site": (lambda here: make.SiteFactory(institute=here), {7}),
    "skill": (lambda here: make.SkillFactory(), set()),
    "source": (lambda here: make.SourceFactory(), set()),
}

# For each pillar, the last fact behind its headline.
LAST = {
    1: lambda here: make.MembershipFactory(institute=here),
    3: lambda here: make.ProjectFactory(institute=here),
    4: lambda here: make.WorkforceProgramFactory(institute=here),
    5: lambda here: make.ProjectPartnerFactory(
        project=make.ProjectPartnerFactory(
            project__institute=here, partner__sector="industry"
        ).project,
        partner__sector="academia",
    ),
    6: lambda here: make.FundingRecordFactory(
        institute=make.FundingRecordFactory(
            institute=here, kind="cost-share", funder_type="industry", amount_usd=3
        ).institute,
        kind="initial-commitment",
        funder_type="federal",
        amount_usd=2,
    ),
    7: lambda here: make.SiteFactory(institute=here, state=make.StateFactory()),
    8: lambda here: make.RoadmapFactory(institute=here),
    9: lambda here: make.ObservationFactory(institute=None),
    10: lambda here: make.ChallengeLinkFactory(institute=here),
}


def figures(institute):
    """Everything that is counted, by pillar."""
    shown = {number: evidence(institute) for number, evidence in EVIDENCE.items()}
    return {number: [e.headline, *e.figures] for number, e in shown.items()}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    added=st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4),
    of_institute=st.booleans(),
)
def test_an_unrelated_fact_changes_no_figure(added, of_institute):
    with transaction.atomic():
        here = make.InstituteFactory()
        for add, _pillars in KINDS.values():
            add(here)
        scope = here if of_institute else None
        before = figures(scope)

        for kind in added:
            KINDS[kind][0](here)

        related = set().union(*(KINDS[kind][1] for kind in added))
        after = figures(scope)
        assert {n: f for n, f in after.items() if n not in related} == {
            n: f for n, f in before.items() if n not in related
        }
        transaction.set_rollback(True)


@pytest.mark.parametrize("number", LAST)
def test_without_the_last_fact_a_headline_is_not_recorded(client, number):
    pillar = make.PillarFactory(number=number)
    fact = LAST[number](make.InstituteFactory())
    assert EVIDENCE[number]().headline

    fact.delete()

    assert not EVIDENCE[number]().headline
    shown = client.get(pillar.get_absolute_url()).content.decode()
    headline = shown.split('class="headline"')[1].split("</p>")[0]
    assert "not recorded" in headline
    assert "href" not in headline


def test_focus_areas_without_an_institute_are_not_recorded(client):
    """An institute has a focus area as long as it is there."""
    make.FocusAreaFactory()

    assert not EVIDENCE[2]().headline


@pytest.mark.parametrize("number", EVIDENCE)
def test_a_pillar_without_any_fact_says_so(client, number):
    pillar = make.PillarFactory(number=number)

    shown = client.get(pillar.get_absolute_url())

    assert "No fact is recorded for this pillar." in shown.content.decode()
    assert shown.context["evidence"].newest is None


def test_a_pillar_without_a_picture_has_no_file(client):
    pillar = make.PillarFactory(number=3)

    assert client.get(f"{pillar.get_absolute_url()[:-1]}.png").status_code == 404
