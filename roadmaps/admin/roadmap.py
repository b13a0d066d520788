from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from mfgusa.desk.list_filters import PartialDateYearFilter
from mfgusa.provenance.admin import CitedAdmin, CitedInline
from roadmaps.models import Roadmap, RoadmapItem


class RoadmapItemInline(CitedInline):
    model = RoadmapItem
    fields = ["order", "theme", "title", "horizon", "target_year", "source", "locator"]


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
        "source_link",
    ]
    list_filter = [
        "institute",
        ("published", PartialDateYearFilter),
        ("focus_area", RelatedOnlyFieldListFilter),
    ]
    search_fields = ["key"]
    prepopulated_fields = {"key": ["title"]}
    inlines = [RoadmapItemInline]
