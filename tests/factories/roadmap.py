import factory

from roadmaps.models import ItemLink, Roadmap, RoadmapItem
from tests.factories.project import ProjectFactory
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


class ItemLinkFactory(CitedFactory):
    """A project that takes up an item, unless a workforce program is given."""

    class Meta:
        model = ItemLink

    roadmap_item = factory.SubFactory(RoadmapItemFactory)
    project = factory.Maybe(
        "workforce_program", None, factory.SubFactory(ProjectFactory)
    )
    workforce_program = None
