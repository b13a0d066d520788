from django.contrib import admin

from mfgusa.provenance.admin import CitedAdmin, CitedInline
from roadmaps import suggestions
from roadmaps.admin.suggestions import SuggestionInline
from roadmaps.models import ItemLink, RoadmapItem


class ItemLinkInline(CitedInline):
    model = ItemLink


class SuggestedLinkInline(SuggestionInline):
    """Suggested projects and programs that may support the item."""

    model = ItemLink
    suggest = staticmethod(suggestions.suggest_for_item)


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
