"""No upload fills the disk: what is beyond the limit, or a stranger's, is dropped."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _


class LimitedUpload(FileUploadHandler):
    """Gives up on a file beyond UPLOAD_LIMIT; the rest of the form still arrives.

    It stands first among FILE_UPLOAD_HANDLERS. `request.dropped` says that it did.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Only who may come into the admin has a use for a file."""
        super().new_file(*args, **kwargs)
        if not self.request.user.is_staff:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self.request.dropped = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """The handlers after this one keep the file."""
        return None


def limit() -> str:
    """The most that a file may hold, in words."""
    return f"{settings.UPLOAD_LIMIT / 1_000_000:g} MB"


def too_large() -> str:
    return _(
        "This file is larger than %(limit)s, the most that can be brought in at once. "
        "Nothing was kept of it. Split it, or save it as .xlsx or .zip."
    ) % {"limit": limit()}
