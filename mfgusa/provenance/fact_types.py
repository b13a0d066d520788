"""The kinds of fact that rest on sources, in whichever app they are."""

from dataclasses import dataclass

from django.utils.text import capfirst

from mfgusa.provenance.models import fact_models
from mfgusa.tables.schema.resource import resource_for


@dataclass(frozen=True)
class FactType:
    """One kind of fact: the rows of one table, each of which names its source."""

    model: type

    @property
    def table(self):
        return resource_for(self.model).table

    @property
    def slug(self):
        """How addresses name it: as its table, with hyphens."""
        return self.table.replace("_", "-")

    @property
    def title(self):
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def templates(self):
        """How a fact of this kind is said in a line: its own template, or any's."""
        meta = self.model._meta
        own = f"{meta.app_label}/facts/{meta.model_name}.html"
        return [own, "provenance/facts/any.html"]

    def on(self, source):
        """The facts of this kind that rest on a source, or on each of some sources."""
        return self.model._base_manager.filter(source=source)


def fact_types():
    """Every kind of fact, in the order of the apps."""
    return [FactType(model) for model in fact_models()]
