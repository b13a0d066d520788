from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from institutes.admin.bounds import number_with_bound
from institutes.models import WorkforceProgram
from mfgusa.provenance.admin import CitedAdmin


@admin.register(WorkforceProgram)
class WorkforceProgramAdmin(CitedAdmin):
    list_display = [
        "name",
        "institute",
        "audience",
        "credential",
        "people",
        "source_link",
    ]
    list_filter = ["audience", "institute"]
    search_fields = ["key", "institute__key", "institute__acronym"]
    prepopulated_fields = {"key": ["name"]}

    @admin.display(description=_("learners"), ordering="learners")
    def people(self, program: WorkforceProgram) -> str | None:
        """Return the number of learners with its bound."""
        return number_with_bound(program.learners, program.learners_bound)
