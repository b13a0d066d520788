"""Challenges that manufacturing faces, and what addresses them."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutes.models import Institute
from mfgusa.catalogue.counting import count_subquery
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from roadmaps.models.link import SubjectLink, exactly_one_of


class ChallengeQuerySet(SearchableQuerySet["Challenge"], NaturalKeyMixin):
    """Queries over challenges."""

    def with_counts(self) -> Self:
        """Add the number of subjects of each type: `project_count` and so on.

        An institute counts by a link of its own, not by the links of its projects and
        roadmaps.
        """
        links = ChallengeLink.objects.filter(challenge=OuterRef("pk"))
        return self.annotate(
            **{
                f"{name}_count": count_subquery(links, name)
                for name in ChallengeLink.SUBJECT_FIELDS
            }
        )


@track_history
class Challenge(models.Model):
    """A change that manufacturing has to meet, such as the energy transition."""

    natural_key_fields = ["slug"]

    slug = SlugKeyField()
    name = models.CharField(max_length=100, unique=True)
    description = models.TextField()
    search = search_column(names=["name"], text=["description"])

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = [SearchFold("name")]
        indexes = [GinIndex(fields=["search"], name="challenge_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(description=""),
                name="challenge_is_described",
                violation_error_message=_("Say what the challenge is."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("roadmaps:challenge-detail", self.slug)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class ChallengeLinkQuerySet(models.QuerySet["ChallengeLink"]):
    """Queries over links between challenges and subjects."""

    def for_institute(self, institute: Institute) -> Self:
        """Return links of the institute, its projects, roadmaps and roadmap items."""
        return self.filter(
            Q(institute=institute)
            | Q(project__institute=institute)
            | Q(roadmap__institute=institute)
            | Q(roadmap_item__roadmap__institute=institute)
        )

    def with_subject(self) -> Self:
        """Join the challenge, the subject and the source."""
        return self.select_related(
            "challenge",
            "institute",
            "project__institute",
            "roadmap__institute",
            "roadmap_item__roadmap__institute",
            "source",
        )


@track_history
class ChallengeLink(SubjectLink):
    """That an institute, a project, a roadmap or an item of one answers a challenge."""

    SUBJECT_FIELDS = ("institute", "project", "roadmap", "roadmap_item")

    natural_key_fields = ["challenge", *SUBJECT_FIELDS]
    select_related_for_str = (
        "challenge",
        "institute",
        "project",
        "roadmap__institute",
        "roadmap_item__roadmap__institute",
    )

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="links")
    institute = models.ForeignKey(
        "institutes.Institute",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="challenge_links",
    )
    project = models.ForeignKey(
        "institutes.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="challenge_links",
    )
    roadmap = models.ForeignKey(
        "Roadmap",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="challenge_links",
    )
    roadmap_item = models.ForeignKey(
        "RoadmapItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="challenge_links",
    )
    note = models.TextField(blank=True)

    objects = ChallengeLinkQuerySet.as_manager()

    class Meta:
        ordering = ["challenge__slug", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "institute", "project", "roadmap", "roadmap_item"],
                name="challenge_link_once",
                nulls_distinct=False,
                violation_error_message=_("This subject has this challenge already."),
            ),
            models.CheckConstraint(
                condition=exactly_one_of(
                    "institute", "project", "roadmap", "roadmap_item"
                ),
                name="challenge_link_has_one_subject",
                violation_error_message=_(
                    "A link has exactly one subject: an institute, a project, a "
                    "roadmap or a roadmap item."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.challenge}: {self.subject}"
