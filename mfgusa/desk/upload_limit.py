"""Limits uploads: large files, and files of users without access, are dropped."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

DROPPED = "mfgusa.upload_dropped"  # A key of request.META.


class LimitedUploadHandler(FileUploadHandler):
    """Drops a file beyond UPLOAD_LIMIT; the rest of the form still arrives.

    It comes first among FILE_UPLOAD_HANDLERS. `is_upload_dropped` tells the view.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Only users with access to the admin may upload files."""
        super().new_file(*args, **kwargs)
        if not self.request or not self.request.user.is_staff:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if self.request and start + len(raw_data) > settings.UPLOAD_LIMIT:
            self.request.META[DROPPED] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""


def is_upload_dropped(request: HttpRequest) -> bool:
    """Whether a file of this request was beyond the limit."""
    return DROPPED in request.META


def upload_limit() -> str:
    """The maximum size of a file, as text."""
    return f"{settings.UPLOAD_LIMIT / 1_000_000:g} MB"


def too_large_message() -> str:
    """The message for a file beyond the limit."""
    return _(
        "This file is larger than %(limit)s, the most that can be brought in at once. "
        "Nothing was kept of it. Split it, or save it as .xlsx or .zip."
    ) % {"limit": upload_limit()}
