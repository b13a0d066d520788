from django.contrib import admin

from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.admin import CitedAdmin, CitedInline
from roadmaps.models import Challenge, ChallengeLink


class ChallengeLinkInline(CitedInline):
    model = ChallengeLink


@admin.register(Challenge)
class ChallengeAdmin(TableAdmin):
    list_display = ["name", "slug"]
    search_fields = ["slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ChallengeLinkInline]


@admin.register(ChallengeLink)
class ChallengeLinkAdmin(CitedAdmin):
    list_display = [
        "challenge",
        "institute",
        "project",
        "roadmap",
        "roadmap_item",
        "source_link",
    ]
    list_filter = ["challenge"]
    search_fields = [
        "challenge__name",
        "institute__acronym",
        "project__title",
        "roadmap__title",
        "roadmap_item__title",
        "note",
    ]
