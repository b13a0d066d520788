from django.contrib import admin

from mfgusa.provenance.admin import CitedAdmin, CitedInline
from roadmaps.admin.suggestions import SuggestionInline
from roadmaps.models import ItemLink, RoadmapItem
from roadmaps.suggestions import Suggestion, suggest_for_item


class ItemLinkInline(CitedInline):
    model = ItemLink


class SuggestedLinkInline(SuggestionInline):
    """Suggested projects and programs that may support the item."""

    model = ItemLink

    def get_suggestions(self, row: RoadmapItem) -> list[Suggestion]:
        return suggest_for_item(row)


@admin.register(RoadmapItem)
class RoadmapItemAdmin(CitedAdmin):
    list_display = [
        "title",
        "roadmap",
        "order",
        "theme",
        "horizon",
        "target_year",
        "source_link",
    ]
    list_filter = ["horizon", "target_year", "roadmap__institute"]
    search_fields = ["roadmap__key", "roadmap__title"]
    inlines = [ItemLinkInline, SuggestedLinkInline]


@admin.register(ItemLink)
class ItemLinkAdmin(CitedAdmin):
    list_display = ["roadmap_item", "project", "workforce_program", "source_link"]
    list_filter = ["roadmap_item__roadmap__institute"]
    search_fields = [
        "roadmap_item__title",
        "roadmap_item__roadmap__title",
        "project__title",
        "workforce_program__name",
        "note",
    ]
