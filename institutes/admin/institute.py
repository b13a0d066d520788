from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

from institutes.models import Agency, FocusArea, Institute, InstituteFocusArea, Site
from mfgusa.desk.forms import LoadedFormSet, TableInline
from mfgusa.desk.list_filters import PartialDateYearFilter
from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.admin import CitedAdmin, CitedInline


class FocusLinkFormSet(LoadedFormSet):
    """Requires exactly one primary focus area."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        remaining = [
            form
            for form in self.forms
            if not form.cleaned_data.get(DELETION_FIELD_NAME)
        ]
        primary = [form for form in remaining if form.instance.primary]
        if len(primary) != 1:
            raise ValidationError(
                _(
                    "An institute has exactly one primary focus area; "
                    "%(count)d are marked here."
                ),
                params={"count": len(primary)},
            )


class FocusLinkInline(TableInline):
    model = InstituteFocusArea
    formset = FocusLinkFormSet
    min_num = 1
    show_change_link = False
    verbose_name = _("focus area")
    verbose_name_plural = _("focus areas, one of them primary")


class SiteInline(CitedInline):
    model = Site
    fields = ["name", "kind", "city", "state", "source", "locator"]


@admin.register(Agency)
class AgencyAdmin(CitedAdmin):
    list_display = ["name", "code", "parent", "website", "source_link"]
    list_filter = [("parent", RelatedOnlyFieldListFilter)]
    search_fields = ["code"]


@admin.register(FocusArea)
class FocusAreaAdmin(TableAdmin):
    list_display = ["name", "slug", "parent"]
    list_filter = [("parent", RelatedOnlyFieldListFilter)]
    search_fields = ["slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Institute)
class InstituteAdmin(CitedAdmin):
    list_display = [
        "acronym",
        "name",
        "status",
        "agency",
        "state",
        "established",
        "source_link",
    ]
    list_filter = [
        "status",
        ("agency", RelatedOnlyFieldListFilter),
        ("established", PartialDateYearFilter),
    ]
    search_fields = ["key"]
    prepopulated_fields = {"key": ["acronym"]}
    inlines = [FocusLinkInline, SiteInline]


@admin.register(InstituteFocusArea)
class InstituteFocusAreaAdmin(TableAdmin):
    list_display = ["institute", "focus_area", "primary"]
    list_filter = ["primary", "institute"]
    search_fields = ["institute__key", "institute__acronym", "focus_area__name"]
