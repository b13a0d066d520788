from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from institutes.models.measures import ReadinessMixin, trl_range_constraint
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.partial_dates import PartialDateField, end_after_start_check
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.provenance.models import Cited

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ProjectQuerySet(SearchableQuerySet["Project"], NaturalKeyMixin):
    """Projects, with their partners and by kind."""

    search_related = ("institute", "focus_area", "partners")

    def single(self) -> Self:
        """Return single projects, without rounds and themes of several projects."""
        return self.filter(kind=Project.Kind.PROJECT)

    def with_scope(self) -> Self:
        """Load the institute, the focus area and the source too."""
        return self.select_related("institute", "focus_area__parent", "source")

    def with_partners(self) -> Self:
        """Prefetch the links to partners, with partners and sources."""
        links = ProjectPartner.objects.select_related("partner", "source")
        return self.prefetch_related(Prefetch("partner_links", links))

    def with_sector_count(self) -> Self:
        """Annotate the number of recorded sectors that the partners are from."""
        links = ProjectPartner.objects.filter(project=OuterRef("pk"))
        rows = links.exclude(partner__sector="").order_by().values("project")
        rows = rows.annotate(n=Count("partner__sector", distinct=True))
        return self.annotate(sector_count=Coalesce(Subquery(rows.values("n")), 0))

    def related_to(self, project: "Project") -> Self:
        """Return other projects of the focus area, or with two partners in common.

        Annotates `shared`, the number of partners in common; most shared first.
        """
        partners = project.partner_links.values("partner")
        shared = Count("partner_links", filter=Q(partner_links__partner__in=partners))
        same_area = Q(focus_area=project.focus_area_id) & Q(focus_area__isnull=False)
        others = self.exclude(pk=project.pk).annotate(shared=shared)
        related = others.filter(same_area | Q(shared__gte=2))
        return related.order_by("-shared", *(self.model._meta.ordering or ()))


@track_history
class Project(ReadinessMixin, Cited):
    """A project of an institute, or a group of projects known only as one."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("Project")
        AWARD_ROUND = "award-round", _("Award round")
        THEME = "theme", _("Theme")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("Active")
        COMPLETED = "completed", _("Completed")
        UNKNOWN = "unknown", _("Not recorded")

    natural_key_fields = ["key"]
    select_related_for_str = ("institute",)

    key = SlugKeyField()
    institute = models.ForeignKey("Institute", models.PROTECT, related_name="projects")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PROJECT)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.UNKNOWN)
    start = PartialDateField(null=True, blank=True)
    end = PartialDateField(null=True, blank=True)
    federal_usd = models.BigIntegerField(
        _("federal money"), null=True, blank=True, db_comment="US dollars"
    )
    cost_share_usd = models.BigIntegerField(
        _("cost share"), null=True, blank=True, db_comment="US dollars"
    )
    focus_area = models.ForeignKey(
        "FocusArea", models.PROTECT, null=True, blank=True, related_name="projects"
    )
    topic = models.CharField(
        max_length=200, blank=True, help_text=_("In the words of the source.")
    )
    trl_start = models.PositiveSmallIntegerField(
        _("TRL from"), null=True, blank=True, db_comment="technology readiness level"
    )
    trl_end = models.PositiveSmallIntegerField(
        _("TRL to"), null=True, blank=True, db_comment="technology readiness level"
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    # Subjects do not import each other, not even for types.
    partners: "models.ManyToManyField[Any, ProjectPartner]"
    partners = models.ManyToManyField(
        "Partner", through="ProjectPartner", related_name="projects"
    )
    search = search_column(names=["title"], aliases=["topic"], text=["summary"])

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = [SearchFold("title"), "key"]
        indexes = [
            models.Index(SearchFold("title"), "key", name="project_by_title"),
            models.Index(fields=["kind", "status"], name="project_by_status"),
            models.Index(fields=["start", "end"], name="project_by_time"),
            models.Index(fields=["federal_usd"], name="project_by_money"),
            models.Index(fields=["trl_start", "trl_end"], name="project_by_trl"),
            GinIndex(fields=["search"], name="project_search"),
        ]
        constraints = [
            end_after_start_check(
                "start",
                "end",
                name="project_ends_after_it_starts",
                message=_("A project cannot end before it starts."),
            ),
            trl_range_constraint("project_trl_in_order"),
            models.CheckConstraint(
                condition=(Q(federal_usd__gte=0) | Q(federal_usd__isnull=True))
                & (Q(cost_share_usd__gte=0) | Q(cost_share_usd__isnull=True)),
                name="project_money_is_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:project-detail", self.key)

    def natural_key(self) -> tuple[str, ...]:
        return (self.key,)

    @property
    def not_recorded(self) -> list["StrOrPromise"]:
        """The names of the values in a list of projects that are not recorded."""
        known = {
            _("status"): self.status != Project.Status.UNKNOWN,
            _("dates"): self.start or self.end,
            _("readiness level"): self.readiness,
            _("federal money"): self.federal_usd is not None,
            _("cost share"): self.cost_share_usd is not None,
        }
        return [name for name, value in known.items() if not value]


@track_history
class ProjectPartner(Cited):
    """That a partner leads a project or takes part in it."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        PARTICIPANT = "participant", _("Participant")

    natural_key_fields = ["project", "partner"]
    select_related_for_str = ("project", "partner")

    project = models.ForeignKey(Project, models.PROTECT, related_name="partner_links")
    partner = models.ForeignKey("Partner", models.PROTECT, related_name="project_links")
    role = models.CharField(max_length=20, choices=Role, default=Role.PARTICIPANT)

    class Meta:
        ordering = ["project__key", "role", "partner__key"]
        indexes = [models.Index(fields=["role"], name="project_partner_by_role")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "partner"],
                name="project_partner_once",
                violation_error_message=_("This partner is in this project already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()}): {self.project}"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()
