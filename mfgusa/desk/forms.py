"""Forms of any table, whose relations are searched for and cost no query a row."""

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import count
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import HttpRequest
from django.utils.translation import gettext as _

from mfgusa.desk.refusals import Refusal, saving
from mfgusa.fields.partial_dates import PartialDateField


def foreign_keys(model: type[models.Model]) -> list[str]:
    """The names of a model's foreign keys."""
    return [f.name for f in model._meta.fields if isinstance(f, models.ForeignKey)]


class SizedInput(forms.TextInput):
    """A text input as wide as its maximum length, up to a limit."""

    max_size = 70

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        size = min(int(attrs.get("maxlength", self.max_size)), self.max_size)
        return {"size": size} | attrs


class ShortInput(SizedInput):
    """A text input in a row of many."""

    max_size = 18


Overrides = Mapping[type["models.Field[Any, Any]"], Mapping[str, Any]]
FIELD_OVERRIDES: Overrides = {
    ArrayField: {"widget": SizedInput},
    models.CharField: {"widget": SizedInput},
    models.URLField: {"assume_scheme": "https"},
    PartialDateField: {},  # It has its own widget.
}


class AutocompleteMixin(BaseModelAdmin[Any]):
    """Relations are searched for, never chosen from a long list."""

    formfield_overrides = FIELD_OVERRIDES

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        own = [
            field.name
            for field in self.model._meta.many_to_many
            if (through := field.remote_field.through) and through._meta.auto_created
        ]
        return [*foreign_keys(self.model), *own]


class LoadedSelect(AutocompleteSelect):
    """An autocomplete select that shows a loaded row without a query."""

    loaded: models.Model | None = None

    def optgroups(
        self, name: str, value: Any, attr: dict[str, Any] | None = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        if self.loaded is None or value != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        choices: list[tuple[Any, str, bool]] = []
        if not self.is_required:
            choices.append(("", "", False))
        choices.append((self.loaded.pk, str(self.loaded), True))
        options = [
            self.create_option(name, *choice, index)
            for index, choice in enumerate(choices)
        ]
        return [(None, options, 0)]


class LoadedFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """Inline rows whose related rows are loaded with them, in one query.

    A row that the database refused shows why. There are no more forms than were posted,
    whatever number the post claims.
    """

    def __init__(
        self, *args: Any, refusal: Refusal | None = None, **kwargs: Any
    ) -> None:
        self.refusal = refusal
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            if self.refusal and self.refusal.prefix == form.prefix:
                self.refusal.add_to(form)
        claimed_count = self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0
        if claimed_count > self._posted_count:
            raise ValidationError(
                _("Rows are missing from what was sent. Open the form again.")
            )

    def total_form_count(self) -> int:
        total = super().total_form_count()
        return min(total, self._posted_count) if self.is_bound else total

    @cached_property
    def _posted_count(self) -> int:
        """The number of forms in the data, up to the first that is missing."""
        pattern = re.compile(rf"{re.escape(str(self.prefix))}-([0-9]{{1,9}})-\w+")
        matches = (pattern.fullmatch(name) for name in self.data)
        posted = {int(match[1]) for match in matches if match}
        return next(index for index in count() if index not in posted)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        with saving(form):
            return super().save_new(form, commit=commit)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        with saving(form):
            return super().save_existing(form, obj, commit=commit)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", None)
            if isinstance(widget, LoadedSelect) and form.instance.pk:
                widget.loaded = getattr(form.instance, name)


class TableInline(AutocompleteMixin, admin.TabularInline[Any, models.Model]):
    """The rows of a table that belong to one row of another."""

    formset = LoadedFormSet
    formfield_overrides: ClassVar[Overrides] = {
        **FIELD_OVERRIDES,
        models.CharField: {"widget": ShortInput},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 24})},
    }
    extra = 0
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(*foreign_keys(self.model))

    def formfield_for_foreignkey(
        self,
        db_field: "models.ForeignKey[Any, Any]",
        request: HttpRequest,
        **kwargs: Any,
    ) -> "forms.ModelChoiceField[Any] | None":
        narrow = {"data-width": "14em"}
        kwargs["widget"] = LoadedSelect(db_field, self.admin_site, narrow)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        wrapper = field.widget if field else None
        is_foreign_key = isinstance(db_field, models.ForeignKey)
        if is_foreign_key and isinstance(wrapper, RelatedFieldWidgetWrapper):
            wrapper.can_change_related = wrapper.can_delete_related = False
            wrapper.can_view_related = False
        return field
