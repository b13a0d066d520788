from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from institutes.admin import CitedAdmin, CitedInline
from mfgusa.tables.admin import TableAdmin, YearFilter
from roadmaps.models import (
    Challenge,
    ChallengeLink,
    ItemLink,
    Roadmap,
    RoadmapItem,
    Skill,
    SkillProgram,
)


class RoadmapItemInline(CitedInline):
    model = RoadmapItem
    fields = ["order", "theme", "title", "horizon", "target_year", "source", "locator"]


class ItemLinkInline(CitedInline):
    model = ItemLink


class SkillProgramInline(CitedInline):
    model = SkillProgram


class ChallengeLinkInline(CitedInline):
    model = ChallengeLink


@admin.register(Roadmap)
class RoadmapAdmin(CitedAdmin):
    list_display = [
        "title",
        "institute",
        "version",
        "series",
        "published",
        "horizon_start",
        "horizon_end",
        "read_in",
    ]
    list_filter = [
        "institute",
        ("published", YearFilter),
        ("focus_area", RelatedOnlyFieldListFilter),
    ]
    search_fields = ["key"]
    prepopulated_fields = {"key": ["title"]}
    inlines = [RoadmapItemInline]


@admin.register(RoadmapItem)
class RoadmapItemAdmin(CitedAdmin):
    list_display = [
        "title",
        "roadmap",
        "order",
        "theme",
        "horizon",
        "target_year",
        "read_in",
    ]
    list_filter = ["horizon", "target_year", "roadmap__institute"]
    search_fields = ["roadmap__key", "roadmap__title"]
    inlines = [ItemLinkInline]


@admin.register(ItemLink)
class ItemLinkAdmin(CitedAdmin):
    list_display = ["roadmap_item", "project", "workforce_program", "read_in"]
    list_filter = ["roadmap_item__roadmap__institute"]
    search_fields = [
        "roadmap_item__title",
        "roadmap_item__roadmap__title",
        "project__title",
        "workforce_program__name",
        "note",
    ]


@admin.register(Skill)
class SkillAdmin(TableAdmin):
    list_display = ["name", "slug"]
    search_fields = ["slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SkillProgramInline]


@admin.register(SkillProgram)
class SkillProgramAdmin(CitedAdmin):
    list_display = ["skill", "workforce_program", "read_in"]
    list_filter = ["skill"]
    search_fields = ["skill__name", "workforce_program__name", "note"]


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
        "read_in",
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
