from django.contrib import admin

from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.admin import CitedAdmin, CitedInline
from roadmaps.admin.suggestions import SuggestionInline
from roadmaps.models import Skill, SkillProgram
from roadmaps.suggestions import Suggestion, suggest_for_skill


class SkillProgramInline(CitedInline):
    model = SkillProgram


class SuggestedProgramInline(SuggestionInline):
    """Suggested programs that may teach the skill."""

    model = SkillProgram

    def get_suggestions(self, row: Skill) -> list[Suggestion]:
        return suggest_for_skill(row)


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
