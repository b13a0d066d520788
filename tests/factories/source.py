import factory
from factory.django import DjangoModelFactory

from mfgusa.provenance.models import Source


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    key = factory.Sequence("source-{}".format)
    title = factory.Sequence("Report {}".format)


class CitedFactory(DjangoModelFactory):
    """A fact, read in a source of its own unless one is given."""

    class Meta:
        abstract = True

    source = factory.SubFactory(SourceFactory)
