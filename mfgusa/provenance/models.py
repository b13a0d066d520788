"""Where facts were read: the sources, and what every fact says of its own."""

from functools import cache
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.search.fields import SearchableQuerySet, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import recorded
from mfgusa.fields.partial_dates import PartialDateField, ends_after_it_starts
from mfgusa.fields.slug_keys import KeyField, NaturalKeyMixin


@cache
def choice_labels(field):
    """The words for the values that a field may have."""
    return dict(field.flatchoices)


def fact_models():
    """The models of everything that names a source, in whichever app it is."""
    models_of = (relation.related_model for relation in Source._meta.related_objects)
    return [model for model in models_of if issubclass(model, Cited)]


def count_facts(model, source):
    """How many rows of `model` rest on a source, as a column."""
    rows = model._base_manager.order_by().filter(source=source).values("source")
    # Reads no column but that, so that its index counts.
    return Coalesce(Subquery(rows.annotate(n=Count("*")).values("n")), 0)


class SourceQuerySet(SearchableQuerySet, NaturalKeyMixin):
    """Where the facts were read."""

    def with_fact_count(self):
        """Each with the number of facts that rest on it, of every kind together."""
        counts = (count_facts(model, OuterRef("pk")) for model in fact_models())
        return self.annotate(fact_count=sum(counts, models.Value(0)))

    def newest_first(self):
        """By the day of publication; those that tell none come last, as read."""
        days = (F(name).desc(nulls_last=True) for name in ("published", "accessed"))
        return self.order_by(*days, "key")

    def newest_year(self):
        """The year in which the newest of them was published; none without any."""
        newest = self.aggregate(newest=Max("published"))["newest"]
        return newest and newest.year


@recorded
class Source(models.Model):
    """A text that was read: a page, a report, a press release."""

    natural_key_fields = ["key"]

    key = KeyField()
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
            ends_after_it_starts(
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
    """A fact, which names where it was read."""

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

    def _get_FIELD_display(self, field):
        """As Django's own, which sorts all words of the field anew for each row."""
        value = getattr(self, field.attname)
        return force_str(choice_labels(field).get(value, value), strings_only=True)
