import factory

from pillars.models import Pillar
from tests.factories.source import CitedFactory


class PillarFactory(CitedFactory):
    """A pillar by its number, made once; there are ten of them."""

    class Meta:
        model = Pillar
        django_get_or_create = ["number"]

    number = factory.Iterator(range(1, 11))
    title = factory.LazyAttribute("Pillar {0.number}".format)
    statement = "What the network stands on."
