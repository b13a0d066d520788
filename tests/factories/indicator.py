import factory
from factory.django import DjangoModelFactory

from institutes.models import Indicator, Observation
from tests.factories.source import CitedFactory


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    slug = factory.Sequence("indicator-{}".format)
    name = factory.Sequence("Indicator {}".format)
    unit = Indicator.Unit.COUNT
    definition = "How many there are."


class ObservationFactory(CitedFactory):
    """What a source says of the whole network, unless an `institute` is given."""

    class Meta:
        model = Observation

    indicator = factory.SubFactory(IndicatorFactory)
    value = 17
