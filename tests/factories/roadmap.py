import factory

from roadmaps.models import Roadmap, RoadmapItem
from tests.factories.source import CitedFactory


class RoadmapFactory(CitedFactory):
    """A roadmap of the whole network, unless an `institute` is given."""

    class Meta:
        model = Roadmap

    key = factory.Sequence("roadmap-{}".format)
    title = factory.Sequence("Roadmap {}".format)


class RoadmapItemFactory(CitedFactory):
    class Meta:
        model = RoadmapItem

    roadmap = factory.SubFactory(RoadmapFactory)
    order = factory.Sequence(lambda n: n)
    title = factory.Sequence("Item {}".format)
