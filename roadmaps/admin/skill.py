from django.contrib import admin

from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.admin import CitedAdmin, CitedInline
from roadmaps import suggestions
from roadmaps.admin.suggestions import SuggestionInline
from roadmaps.models import Skill, SkillProgram


class SkillProgramInline(CitedInline):
    model = SkillProgram


class SuggestedProgramInline(SuggestionInline):
    """Suggested programs that may teach the skill."""

    model = SkillProgram
    suggest = staticmethod(suggestions.suggest_for_skill)


@admin.register(Skill)
class SkillAdmin(TableAdmin):
    list_display = ["name", "slug"]
    search_fields = ["slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SkillProgramInline, SuggestedProgramInline]


@admin.register(SkillProgram)
class SkillProgramAdmin(CitedAdmin):
    list_display = ["skill", "workforce_program", "source_link"]
    list_filter = ["skill"]
    search_fields = ["skill__name", "workforce_program__name", "note"]
