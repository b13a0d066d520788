from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutes.models.measures import Bound
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.provenance.models import Cited


class WorkforceProgramQuerySet(SearchableQuerySet["WorkforceProgram"], NaturalKeyMixin):
    """Workforce programs."""

    search_related = ("institute", "states")

    def with_scope(self) -> Self:
        """Load the institute, the source and the states too."""
        return self.select_related("institute", "source").prefetch_related("states")


@track_history
class WorkforceProgram(Cited):
    """A course, camp, credential or tool that teaches people to make things."""

    class Audience(models.TextChoices):
        K12 = "k12", _("K-12 students")
        COMMUNITY_COLLEGE = "community-college", _("Community college students")
        UNIVERSITY = "university", _("University students")
        INCUMBENT_WORKER = "incumbent-worker", _("People in work")
        VETERAN = "veteran", _("Veterans and service members")
        EDUCATOR = "educator", _("Educators")
        GENERAL = "general", _("Everyone")

    natural_key_fields = ["key"]
    select_related_for_str = ("institute",)

    key = SlugKeyField()
    institute = models.ForeignKey(
        "Institute", models.PROTECT, related_name="workforce_programs"
    )
    name = models.CharField(max_length=200)
    audience = models.CharField(max_length=20, choices=Audience)
    summary = models.TextField(blank=True)
    credential = models.CharField(max_length=100, blank=True)
    learners = models.PositiveIntegerField(null=True, blank=True, db_comment="people")
    learners_bound = models.CharField(max_length=10, choices=Bound, blank=True)
    learners_period = models.CharField(
        max_length=60,
        blank=True,
        help_text=_("When they were counted, in the words of the source."),
    )
    # Subjects do not import each other, not even for types.
    states: "models.ManyToManyField[Any, Any]"
    states = models.ManyToManyField(
        "State", blank=True, related_name="workforce_programs"
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    search = search_column(names=["name"], aliases=["credential"], text=["summary"])

    objects = WorkforceProgramQuerySet.as_manager()

    class Meta:
        ordering = [SearchFold("name"), "key"]
        indexes = [
            models.Index(SearchFold("name"), "key", name="program_by_name"),
            models.Index(fields=["audience"], name="program_by_audience"),
            models.Index(fields=["credential"], name="program_by_credential"),
            models.Index(fields=["learners"], name="program_by_learners"),
            GinIndex(fields=["search"], name="program_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(learners__isnull=True, learners_bound="")
                | Q(learners__isnull=False) & ~Q(learners_bound=""),
                name="program_learners_have_a_bound",
                violation_error_message=_(
                    "A number of learners says how exact it is; without a number "
                    "there is nothing to bound."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:workforce-detail", self.key)

    def natural_key(self) -> tuple[str, ...]:
        return (self.key,)


@track_history
class WorkforceProgramState(
    WorkforceProgram.states.through  # type: ignore[name-defined]  # Made by Django.
):
    """Links a program to a state; a proxy, so that its history is recorded."""

    class Meta:
        proxy = True
