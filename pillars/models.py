"""The ten pillars of the Manufacturing USA model."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.search.fields import SearchableQuerySet, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.slug_keys import NaturalKeyMixin
from mfgusa.provenance.models import Cited


class PillarQuerySet(SearchableQuerySet["Pillar"], NaturalKeyMixin):
    """Queries over pillars."""


@track_history
class Pillar(Cited):
    """One of the ten principles of the model, as the founding document states it."""

    natural_key_fields = ["number"]

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=100, unique=True)
    statement = models.TextField()
    search = search_column(names=["title"], text=["statement"])

    objects = PillarQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [GinIndex(fields=["search"], name="pillar_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__range=(1, 10)),
                name="pillar_is_one_of_ten",
                violation_error_message=_("The pillars are numbered from 1 to 10."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return cached_reverse("pillars:pillar-detail", self.number, self.slug)

    def natural_key(self) -> tuple[int]:
        return (self.number,)

    @property
    def slug(self) -> str:
        """The title as it is in the address, after the number."""
        return slugify(self.title) or "pillar"
