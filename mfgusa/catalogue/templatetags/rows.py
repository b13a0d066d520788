"""Template tags of the general list row and detail page."""

from django import template
from django.db.models import Model

from mfgusa.catalogue.rows import row_columns, short_row_columns
from mfgusa.catalogue.subjects import Subject, subject_of

register = template.Library()
register.filter(row_columns)
register.filter(short_row_columns)


@register.filter
def subject(row: Model) -> Subject | None:
    """Return the subject that a row belongs to, with the address of its list."""
    return subject_of(type(row))
