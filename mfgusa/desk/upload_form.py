"""The form for an uploaded file."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy

from mfgusa.desk.upload_limit import too_large_message

KINDS = ["csv", "tsv", "txt", "xlsx", "zip"]
ACCEPTED = ",".join(f".{kind}" for kind in KINDS)


class UploadForm(forms.Form):
    """A file, the reason for its import, and whether to remove rows it leaves out."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        validators=[
            FileExtensionValidator(
                KINDS,
                gettext_lazy(
                    "“.%(extension)s” is not a kind of file that can be read here; "
                    "save it as one of: %(allowed_extensions)s."
                ),
            )
        ],
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Nothing was kept of it."),
        },
    )
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=gettext_lazy("The reason for this import. Kept in the history."),
    )
    remove_missing = forms.BooleanField(
        label=gettext_lazy("Remove rows missing from the file"),
        required=False,
        help_text=gettext_lazy(
            "For a file that holds the whole table: a row of the table that the file "
            "does not have is planned for removal. Nothing is removed before you have "
            "seen the plan. Unticked, such rows stay as they are."
        ),
    )

    def __init__(
        self, *args: Any, can_delete: bool, is_dropped: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not can_delete:
            del self.fields["remove_missing"]
        if is_dropped:
            self.fields["file"].error_messages["required"] = too_large_message()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(too_large_message())
        return file
