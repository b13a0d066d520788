"""Sections of a detail page: each app adds those that it knows about.

An app declares its panels in a module `panels`; a page shows every panel of its
model, in the order of the apps. So a page may hold what an upper app knows.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import ngettext

registry: list[type["Panel"]] = []


class Panel:
    """One section of the page of a row: a title, a template and the rows it shows."""

    model: ClassVar[str] = ""  # "app_label.Model"
    slug: str = ""
    title: Any = ""
    template: ClassVar[str] = ""
    nothing: ClassVar[Any] = ""  # What it says without rows; else “not recorded”.

    def __init_subclass__(cls) -> None:
        if cls.slug:  # Those without are bases of others.
            registry.append(cls)

    def __init__(self, subject: models.Model) -> None:
        self.subject = subject
        self.rows = self.get_rows()

    def get_rows(self) -> list[Any]:
        """The rows of the section, with all that its template needs."""
        return []

    @property
    def count(self) -> int:
        return len(self.rows)


class LongPanel(Panel):
    """A section that shows the first of its rows and leads to all of them.

    A subclass has to say which rows (`get_queryset`) and where all of them are listed
    (`url`).
    """

    most = 50

    def get_rows(self) -> list[Any]:
        rows = self.get_queryset()
        self.total = rows.count()
        return list(rows[: self.most])

    def get_queryset(self) -> Any:
        """All of the rows, in the order in which they are shown."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        return self.total

    @property
    def url(self) -> str:
        """The catalogue that lists exactly these rows."""
        raise NotImplementedError

    @property
    def every(self) -> str:
        """What the link to all of them says; a subclass may name them."""
        words = ngettext("The one with filters", "All %(n)d with filters", self.total)
        return words % {"n": self.total}


def build_panels(subject: models.Model) -> list[Panel]:
    """The sections of the page of `subject`."""
    label = subject._meta.label
    return [panel(subject) for panel in registry if panel.model == label]
