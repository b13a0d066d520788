import factory
from factory.django import DjangoModelFactory

from roadmaps.models import Challenge, ChallengeLink
from tests.factories.institute import InstituteFactory
from tests.factories.source import CitedFactory


class ChallengeFactory(DjangoModelFactory):
    class Meta:
        model = Challenge

    slug = factory.Sequence("challenge-{}".format)
    name = factory.Sequence("Challenge {}".format)
    description = "What manufacturing has to meet."


class ChallengeLinkFactory(CitedFactory):
    """An institute that answers a challenge, unless another subject is given."""

    class Meta:
        model = ChallengeLink

    class Params:
        other = factory.LazyAttribute(
            lambda link: link.project or link.roadmap or link.roadmap_item
        )

    challenge = factory.SubFactory(ChallengeFactory)
    institute = factory.Maybe("other", None, factory.SubFactory(InstituteFactory))
    project = None
    roadmap = None
    roadmap_item = None
