from django.contrib import admin

from mfgusa.provenance.admin import CitedAdmin
from pillars.models import Pillar


@admin.register(Pillar)
class PillarAdmin(CitedAdmin):
    list_display = ["title", "number", "source_link"]
    search_fields = ["=number"]
