from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from institutes.constraint_triggers import two_levels_only
from mfgusa.catalogue.counting import count_subquery
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import recorded
from mfgusa.fields.slug_keys import KeyedQuerySet, KeyField


class FocusAreaQuerySet(SearchableQuerySet, KeyedQuerySet):
    """What the institutes work on, in two levels."""

    def with_parent(self):
        return self.select_related("parent")

    def with_counts(self):
        """Each area with how many institutes and projects it and its parts have."""
        return self.annotate(
            institute_count=self._count("institute_links", "institute"),
            project_count=self._count("projects", "pk", kind="project"),
        )

    def in_levels(self):
        """Each area of the upper level, by its name, and its parts after it.

        They know their `level`.
        """
        is_upper = When(parent=None, then=Value(FocusArea.Level.UPPER))
        level = Case(is_upper, default=Value(FocusArea.Level.PART))
        field = SearchFold(Coalesce("parent__name", "name"))
        return (
            self.with_parent()
            .annotate(level=level)
            .order_by(
                field, F("parent").asc(nulls_first=True), *self.model._meta.ordering
            )
        )

    def with_institutes(self):
        """The upper level, those with the most institutes first."""
        order = ("-institute_count", *self.model._meta.ordering)
        return self.filter(parent=None).with_counts().order_by(*order)

    def _count(self, relation, what, **only):
        """How many are tied to an area or to one that lies in it, as a column."""
        model = self.model._meta.get_field(relation).related_model
        here = Q(focus_area=OuterRef("pk")) | Q(focus_area__parent=OuterRef("pk"))
        return count_subquery(model._base_manager.filter(here, **only), what)


@recorded
class FocusArea(models.Model):
    """A field of technology; areas of the upper level hold those of the lower."""

    class Level(models.TextChoices):
        UPPER = "upper", _("A field")
        PART = "part", _("Part of a field")

    natural_key_fields = ["slug"]

    slug = KeyField()
    name = models.CharField(max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    description = models.TextField(blank=True)
    search = search_column(names=["name"], text=["description"])

    objects = FocusAreaQuerySet.as_manager()

    class Meta:
        ordering = [SearchFold("name")]
        indexes = [GinIndex(fields=["search"], name="focus_area_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="focus_area_is_not_its_own_parent",
                violation_error_message=_("A focus area cannot be its own parent."),
            )
        ]
        triggers = [two_levels_only()]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return cached_reverse("institutes:focus-area-detail", self.slug)

    def natural_key(self):
        return (self.slug,)

    @property
    def field(self):
        """The area of the upper level that it is, or is a part of."""
        return self.parent or self

    @property
    def here(self):
        """Its key and those of the areas that lie in it, to filter by."""
        return [self.pk, *(area.pk for area in self.children.all())]

    def clean(self):
        if self.parent and (self.parent.parent_id or self.parent == self):
            raise ValidationError(
                {"parent": _("Focus areas have two levels; this one has a parent.")}
            )
        if self.parent and self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("Other areas lie in this one, so it cannot lie in one.")}
            )
