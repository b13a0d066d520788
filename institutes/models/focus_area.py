from typing import Self

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from institutes.constraint_triggers import limit_to_two_levels
from mfgusa.catalogue.counting import count_subquery
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField


class FocusAreaQuerySet(SearchableQuerySet["FocusArea"], NaturalKeyMixin):
    """Focus areas, which have two levels."""

    def with_parent(self) -> Self:
        """Load the parent area too."""
        return self.select_related("parent")

    def with_counts(self) -> Self:
        """Annotate `institute_count` and `project_count`, parts included."""
        return self.annotate(
            institute_count=self._count("institutes.InstituteFocusArea", "institute"),
            project_count=self._count("institutes.Project", "pk", kind="project"),
        )

    def in_levels(self) -> Self:
        """Order the areas of the upper level by name, each followed by its parts.

        Annotates `level`.
        """
        is_upper = When(parent=None, then=Value(FocusArea.Level.UPPER))
        level = Case(is_upper, default=Value(FocusArea.Level.PART))
        field = SearchFold(Coalesce("parent__name", "name"))
        return (
            self.with_parent()
            .annotate(level=level)
            .order_by(
                field,
                F("parent").asc(nulls_first=True),
                *(self.model._meta.ordering or ()),
            )
        )

    def with_institutes(self) -> Self:
        """Return the upper level, areas with the most institutes first."""
        order = ("-institute_count", *(self.model._meta.ordering or ()))
        return self.filter(parent=None).with_counts().order_by(*order)

    def _count(self, label: str, field: str, **conditions: str) -> Coalesce:
        """Count the rows linked to an area or to one of its parts."""
        model = apps.get_model(label)
        in_area = Q(focus_area=OuterRef("pk")) | Q(focus_area__parent=OuterRef("pk"))
        rows = model._base_manager.filter(in_area, **conditions)
        return count_subquery(rows, field)


@track_history
class FocusArea(models.Model):
    """A field of technology; areas of the upper level hold those of the lower."""

    class Level(models.TextChoices):
        UPPER = "upper", _("A field")
        PART = "part", _("Part of a field")

    natural_key_fields = ["slug"]

    slug = SlugKeyField()
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
        triggers = [limit_to_two_levels()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:focus-area-detail", self.slug)

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    @property
    def field(self) -> "FocusArea":
        """The area itself if it has the upper level, else its parent."""
        return self.parent or self

    @property
    def subtree_ids(self) -> list[int]:
        """The primary keys of the area and of its parts."""
        return [self.pk, *(area.pk for area in self.children.all())]

    def clean(self) -> None:
        if self.parent and (self.parent.parent_id or self.parent == self):
            raise ValidationError(
                {"parent": _("Focus areas have two levels; this one has a parent.")}
            )
        if self.parent and self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("Other areas lie in this one, so it cannot lie in one.")}
            )
