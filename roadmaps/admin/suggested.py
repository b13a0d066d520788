"""Links that a curator may make of suggestions; none is made unasked."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.desk.forms import LoadedFormSet
from mfgusa.provenance.admin import CitedInline


class SuggestionForm(forms.ModelForm):
    """One suggestion; it becomes a link when it is ticked and names a source."""

    offered = None  # By the formset: the suggestions by their ids.
    take = forms.BooleanField(required=False)
    suggested = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        fields = ("source", "locator", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].error_messages["required"] = _(
            "Say which source tells of this link."
        )

    def has_changed(self):
        """Whether it is ticked: what is written beside it alone makes no link."""
        return "take" in self.changed_data

    @property
    def suggestion(self):
        """What the form is about: as it was shown, also when suggestions moved on."""
        return self.offered.get(self["suggested"].value())

    def clean(self):
        if self.suggestion is None:
            raise forms.ValidationError(
                _("This is linked already, or no longer suggested. Reload the page.")
            )
        setattr(self.instance, self.suggestion.kind, self.suggestion.subject)
        return super().clean()


class SuggestedFormSet(LoadedFormSet):
    """The suggestions for one row, best first."""

    suggest = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = self.suggest(self.instance) if self.instance.pk else []
        self.offered = {one.id: one for one in found}
        self.extra = len(found)
        self.initial_extra = [
            {"suggested": one.id, "source": one.subject.source_id} for one in found
        ]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.offered = self.offered
        if form.suggestion:
            form.fields["source"].widget.widget.loaded = form.suggestion.subject.source


class SuggestedInline(CitedInline):
    """Suggestions on the page of a row, for those who may add such links.

    `suggest` gives the suggestions for the row.
    """

    suggest = None
    form = SuggestionForm
    formset = SuggestedFormSet
    fields = ("take", "suggested", "source", "locator", "note")
    template = "admin/roadmaps/suggestions.html"
    verbose_name_plural = gettext_lazy("Suggestions")

    def get_formset(self, request, obj=None, **kwargs):
        made = super().get_formset(request, obj, **kwargs)
        made.suggest = staticmethod(self.suggest)
        return made

    def has_add_permission(self, request, obj=None):
        return obj is not None and super().has_add_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        return False  # Links that are made already have a section of their own.

    has_change_permission = has_delete_permission = has_view_permission
