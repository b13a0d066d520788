from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.utils.translation import gettext_lazy as _

from institutes.admin.bounds import number_with_bound
from institutes.models import Bound, Project, ProjectPartner
from mfgusa.provenance.admin import CitedAdmin, CitedInline


class ProjectPartnerInline(CitedInline):
    model = ProjectPartner


@admin.register(Project)
class ProjectAdmin(CitedAdmin):
    list_display = [
        "title",
        "institute",
        "kind",
        "status",
        "start",
        "federal_amount",
        "source_link",
    ]
    list_filter = [
        "kind",
        "status",
        "institute",
        ("focus_area", RelatedOnlyFieldListFilter),
    ]
    search_fields = ["key", "institute__key", "institute__acronym"]
    prepopulated_fields = {"key": ["title"]}
    inlines = [ProjectPartnerInline]

    @admin.display(description=_("federal US dollars"), ordering="federal_usd")
    def federal_amount(self, project: Project) -> str | None:
        """Return the federal funding."""
        return number_with_bound(project.federal_usd, Bound.EXACT)


@admin.register(ProjectPartner)
class ProjectPartnerAdmin(CitedAdmin):
    list_display = ["project", "partner", "role", "source_link"]
    list_filter = ["role"]
    search_fields = ["project__title", "project__key", "partner__name", "partner__key"]
