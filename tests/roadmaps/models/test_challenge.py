import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from roadmaps.models import Challenge
from tests.factories import (
    ChallengeFactory,
    ChallengeLinkFactory,
    InstituteFactory,
    ProjectFactory,
    RoadmapFactory,
    RoadmapItemFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "factory"),
    [
        ("institute", InstituteFactory),
        ("project", ProjectFactory),
        ("roadmap", RoadmapFactory),
        ("roadmap_item", RoadmapItemFactory),
    ],
)
def test_a_link_knows_its_one_subject(kind, factory):
    subject = factory()

    link = ChallengeLinkFactory(challenge__name="Circularity", **{kind: subject})

    assert (link.subject_type, link.subject) == (kind, subject)
    assert str(link) == f"Circularity: {subject}"


@pytest.mark.parametrize("subjects", [0, 2])
def test_a_form_says_that_a_link_has_one_subject(subjects):
    link = ChallengeLinkFactory()
    link.institute, link.project = (
        (None, None) if subjects == 0 else (link.institute, ProjectFactory())
    )

    with pytest.raises(ValidationError, match="A link has exactly one subject"):
        link.full_clean()


def test_a_challenge_with_links_stays():
    challenge = ChallengeLinkFactory().challenge

    with pytest.raises(ProtectedError):
        challenge.delete()


def test_a_challenge_is_known_by_its_slug():
    challenge = ChallengeFactory(slug="circularity", name="Circularity")

    assert Challenge.objects.get_by_natural_key(*challenge.natural_key()) == challenge
    assert str(challenge) == "Circularity"
