"""The sections of a detail page: each app adds those that it knows about.

An app declares its panels in a module `panels`; a page shows every panel of its
model, in the order of the apps. So a page may show what an upper app knows.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

registry: list[type["Panel"]] = []
Row = Any  # Any: a panel knows the model of its page, and what its rows are.


class Panel:
    """One section of the page of a row: a title, a template and the rows it shows."""

    model: ClassVar[str] = ""  # "app_label.Model"
    slug: str = ""
    title: "StrOrPromise" = ""
    template: ClassVar[str] = ""
    empty_message: ClassVar["StrOrPromise"] = ""  # Blank: “not recorded”.

    def __init_subclass__(cls) -> None:
        if cls.slug:  # A class without a slug is a base of others.
            registry.append(cls)

    def __init__(self, subject: Row) -> None:
        self.subject = subject
        self.rows: Sequence[Row] = self.get_rows()

    def get_rows(self) -> Sequence[Row]:
        """The rows of the section, with all that its template needs."""
        return []

    @property
    def count(self) -> int:
        """The number that the heading shows."""
        return len(self.rows)


class LongPanel(Panel):
    """A section that shows its first rows and links to all of them.

    A subclass says which rows (`get_queryset`) and where they are listed (`url`).
    """

    limit = 50

    def get_rows(self) -> list[Row]:
        """The first rows."""
        rows = self.get_queryset()
        self.total = rows.count()
        return list(rows[: self.limit])

    def get_queryset(self) -> models.QuerySet[Row]:
        """All of the rows, in the order in which they are shown."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """The number of all rows."""
        return self.total

    @property
    def url(self) -> str:
        """The URL of the catalogue that lists exactly these rows."""
        raise NotImplementedError

    @property
    def all_rows_label(self) -> str:
        """The text of the link to all rows; a subclass may name the rows."""
        label = ngettext("The one with filters", "All %(n)d with filters", self.total)
        return label % {"n": self.total}


def build_panels(subject: models.Model) -> list[Panel]:
    """The sections of the page of a row."""
    label = subject._meta.label
    return [panel(subject) for panel in registry if panel.model == label]
