"""Sources, and the base model of every fact, which names its source."""

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.search.fields import SearchableQuerySet, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.partial_dates import PartialDateField, end_after_start_check
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@cache
def choice_labels(field: "models.Field[Any, Any]") -> "dict[Any, StrOrPromise]":
    """Return the labels of a field's choices by value."""
    return dict(field.flatchoices)


def fact_models() -> "list[type[Cited]]":
    """Return every model whose rows name a source, in the order of the apps."""
    related = (relation.related_model for relation in Source._meta.related_objects)
    return [
        model
        for model in related
        if isinstance(model, type) and issubclass(model, Cited)
    ]


def count_facts(model: "type[Cited]", source: int | OuterRef) -> Coalesce:
    """Return a column with the number of a model's rows that rest on a source.

    `source` is the primary key of the source.
    """
    rows = model._base_manager.order_by().filter(source=source).values("source")
    # Reads no other column, so that an index-only scan serves it.
    return Coalesce(Subquery(rows.annotate(n=Count("*")).values("n")), 0)


class SourceQuerySet(SearchableQuerySet["Source"], NaturalKeyMixin):
    """Sources, with their facts and by date."""

    def with_fact_count(self) -> Self:
        """Annotate `fact_count`, the number of facts of all types that rest on it."""
        counts = (count_facts(model, OuterRef("pk")) for model in fact_models())
        return self.annotate(fact_count=sum(counts, models.Value(0)))

    def newest_first(self) -> Self:
        """Order by publication, then by access, the newest first."""
        days = (F(name).desc(nulls_last=True) for name in ("published", "accessed"))
        return self.order_by(*days, "key")

    def newest_year(self) -> int | None:
        """Return the year in which the newest source was published, or None."""
        newest = self.aggregate(newest=Max("published"))["newest"]
        return newest.year if newest else None


@track_history
class Source(models.Model):
    """A text that was read: a page, a report, a press release."""

    natural_key_fields = ["key"]

    key = SlugKeyField()
    title = models.CharField(
        max_length=300,
        help_text=_("In [square brackets] where the text's own title was not seen."),
    )
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    published = PartialDateField(null=True, blank=True)
    accessed = PartialDateField(null=True, blank=True)
    search = search_column(names=["title"], aliases=["publisher"], text=["key", "url"])

    objects = SourceQuerySet.as_manager()

    fact_count: int  # Annotated by `with_fact_count`.

    class Meta:
        ordering = ["key"]
        indexes = [
            models.Index(fields=["publisher"], name="source_by_publisher"),
            models.Index(fields=["published"], name="source_by_date"),
            GinIndex(fields=["search"], name="source_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["url"],
                condition=~Q(url=""),
                name="source_address_once",
                violation_error_message=_("A source with this address exists already."),
            ),
            end_after_start_check(
                "published",
                "accessed",
                name="source_read_after_published",
                message=_("A source cannot be read before it is published."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return cached_reverse("provenance:source-detail", self.key)

    def natural_key(self) -> tuple[str, ...]:
        return (self.key,)


class Cited(models.Model):
    """A fact, which names its source and the place in it."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="%(class)s_facts")
    locator = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("Where in the source: page, table or section."),
    )
    # Relations that `__str__` and `get_absolute_url` read.
    select_related_for_str: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> "StrOrPromise":
        """As Django's own, but builds the labels of a field only once."""
        value = getattr(self, field.attname)
        label: StrOrPromise = force_str(
            choice_labels(field).get(value, value), strings_only=True
        )
        return label
