"""The types of facts that rest on sources, in whichever app they are."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet
from django.utils.text import capfirst

from mfgusa.provenance.models import Cited, Source, fact_models
from mfgusa.tables.schema.resource import resource_for


@dataclass(frozen=True)
class FactType:
    """A table of facts, each of which names its source."""

    model: type[Cited]

    @property
    def table(self) -> str:
        """The name of the table in files and downloads."""
        return resource_for(self.model).table

    @property
    def slug(self) -> str:
        """The name in addresses: that of the table, with hyphens."""
        return self.table.replace("_", "-")

    @property
    def title(self) -> str:
        """The plural name, as a heading."""
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def templates(self) -> list[str]:
        """The templates of a fact in one line: its own, else the general one."""
        meta = self.model._meta
        own = f"{meta.app_label}/facts/{meta.model_name}.html"
        return [own, "provenance/facts/any.html"]

    def on(self, source: Source | OuterRef) -> QuerySet[Cited]:
        """Return the facts of this type that rest on a source."""
        return self.model._base_manager.filter(source=source)


def fact_types() -> list[FactType]:
    """Return every type of facts, in the order of the apps."""
    return [FactType(model) for model in fact_models()]
