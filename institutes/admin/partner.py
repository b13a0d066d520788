from django.contrib import admin

from institutes.models import Membership, Partner
from mfgusa.provenance.admin import CitedAdmin, CitedInline


class MembershipInline(CitedInline):
    model = Membership


@admin.register(Partner)
class PartnerAdmin(CitedAdmin):
    list_display = [
        "name",
        "key",
        "sector",
        "subsector",
        "city",
        "state",
        "country",
        "source_link",
    ]
    list_filter = ["sector", "subsector"]
    search_fields = ["key", "ror"]
    prepopulated_fields = {"key": ["name"]}
    inlines = [MembershipInline]


@admin.register(Membership)
class MembershipAdmin(CitedAdmin):
    list_display = [
        "partner",
        "institute",
        "role",
        "tier",
        "since",
        "until",
        "source_link",
    ]
    list_filter = ["role", "institute"]
    search_fields = [
        "partner__name",
        "partner__key",
        "institute__key",
        "institute__acronym",
        "tier",
    ]
