"""Suggested links in the admin; a curator ticks those that become links."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.desk.forms import LoadedFormSet
from mfgusa.provenance.admin import CitedInline
from mfgusa.provenance.models import Cited
from roadmaps.suggestions import Suggestion

if TYPE_CHECKING:
    from django.forms.models import BaseInlineFormSet

    LinkForm = forms.ModelForm[Cited]
else:
    LinkForm = forms.ModelForm


class SuggestionForm(LinkForm):
    """A suggestion, which becomes a link if it is ticked and has a source."""

    suggestions: dict[str, Suggestion]  # By id; set by the formset.
    take = forms.BooleanField(required=False)
    suggested = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        fields = ("source", "locator", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].error_messages["required"] = _(
            "Say which source tells of this link."
        )

    def has_changed(self) -> bool:
        """Whether the suggestion is ticked; the other fields alone make no link."""
        return "take" in self.changed_data

    @property
    def suggestion(self) -> Suggestion | None:
        """The suggestion that was shown; None if it is no longer made."""
        return self.suggestions.get(self["suggested"].value())

    def clean(self) -> dict[str, Any] | None:
        if self.suggestion is None:
            raise forms.ValidationError(
                _("This is linked already, or no longer suggested. Reload the page.")
            )
        setattr(self.instance, self.suggestion.subject_type, self.suggestion.subject)
        return super().clean()


class SuggestionFormSet(LoadedFormSet):
    """The suggestions of an inline for one row, best first."""

    inline: "SuggestionInline"  # Set by the inline.

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        suggestions = self.inline.get_suggestions(row) if row.pk else []
        self.suggestions = {suggestion.id: suggestion for suggestion in suggestions}
        self.extra = len(suggestions)
        self.initial_extra = [
            {"suggested": suggestion.id, "source": suggestion.subject.source_id}
            for suggestion in suggestions
        ]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.suggestions = self.suggestions
        if form.suggestion:
            form.fields["source"].widget.widget.loaded = form.suggestion.subject.source


class SuggestionInline(CitedInline):
    """The suggestions on the page of a row, for users who may add such links."""

    form = SuggestionForm
    formset = SuggestionFormSet
    fields = ("take", "suggested", "source", "locator", "note")
    template = "admin/roadmaps/suggestions.html"
    verbose_name_plural = gettext_lazy("Suggestions")

    def get_suggestions(self, row: Any) -> list[Suggestion]:
        """Return the suggestions for a row, best first."""
        raise NotImplementedError

    def get_formset(
        self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any
    ) -> "type[BaseInlineFormSet[Any, Any, forms.ModelForm[Any]]]":
        formset = super().get_formset(request, obj, **kwargs)
        if issubclass(formset, SuggestionFormSet):
            formset.inline = self
        return formset

    def has_add_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return obj is not None and super().has_add_permission(request, obj)

    def has_view_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False  # Existing links have an inline of their own.

    has_change_permission = has_delete_permission = has_view_permission
