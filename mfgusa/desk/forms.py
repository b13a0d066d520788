"""Forms of any table: relations are searched for, and cost no query a row."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.forms import BaseInlineFormSet, Textarea, TextInput

from mfgusa.fields.partial_dates import PartialDateField


def foreign_keys(model):
    return [f.name for f in model._meta.fields if isinstance(f, models.ForeignKey)]


class SizedInput(TextInput):
    """A text input as wide as what it may hold, within reason."""

    widest = 70

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {
            "size": min(int(attrs.get("maxlength", self.widest)), self.widest)
        } | attrs


class ShortInput(SizedInput):
    """A text input in a row of many."""

    widest = 18


class Autocompleted:
    """Forms where every relation is searched for, never chosen from a long list."""

    formfield_overrides = {
        ArrayField: {"widget": SizedInput},
        models.CharField: {"widget": SizedInput},
        models.URLField: {"assume_scheme": "https"},
        PartialDateField: {},  # It brings its own widget.
    }

    @property
    def autocomplete_fields(self):
        fields = self.model._meta.many_to_many
        plain = [f.name for f in fields if f.remote_field.through._meta.auto_created]
        return [*foreign_keys(self.model), *plain]


class LoadedSelect(AutocompleteSelect):
    """An autocomplete that asks nothing about the row which is loaded already."""

    loaded = None

    def optgroups(self, name, value, attr=None):
        if self.loaded is None or value != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [("", "", False)]
        options.append((self.loaded.pk, str(self.loaded), True))
        rows = enumerate(options)
        return [(None, [self.create_option(name, *row, i) for i, row in rows], 0)]


class LoadedFormSet(BaseInlineFormSet):
    """Inline rows whose relations came with them, in one query."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", None)
            if isinstance(widget, LoadedSelect) and form.instance.pk:
                widget.loaded = getattr(form.instance, name)


class TableInline(Autocompleted, admin.TabularInline):
    """The rows of a table that belong to one row of another."""

    formset = LoadedFormSet
    formfield_overrides = Autocompleted.formfield_overrides | {
        models.CharField: {"widget": ShortInput},
        models.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 24})},
    }
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*foreign_keys(self.model))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        narrow = {"data-width": "14em"}
        kwargs["widget"] = LoadedSelect(db_field, self.admin_site, narrow)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.ForeignKey):
            wrapper = field.widget
            wrapper.can_change_related = wrapper.can_delete_related = False
            wrapper.can_view_related = False
        return field
