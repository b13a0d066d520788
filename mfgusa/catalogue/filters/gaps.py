"""Whether the rows of a catalogue can lack a value: what the schema says.

The rows of today do not count: an address that finds no gap now is valid, and finds the
row that comes tomorrow. An address that can never find a row is refused.
"""

from typing import Any

from django.db import models
from django.db.models.constants import LOOKUP_SEP


def can_be_empty(rows: models.QuerySet[Any], path: str) -> bool:
    """Whether a row can lack the value at the end of a lookup path, or a link to it.

    An annotation can lack one if Django has no value for it where there are no rows.
    """
    name = path.partition(LOOKUP_SEP)[0]
    if annotation := rows.query.annotations.get(name):
        return annotation.empty_result_set_value is None
    model: Any = rows.model  # Any: a model, and whatever a relation leads to.
    for step in path.split(LOOKUP_SEP):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        if field.auto_created and field.is_relation:  # Rows that refer to this one.
            return True
        if field.many_to_many or field.null or is_blank_text(field):
            return True
        model = field.related_model
    return False


def is_blank_text(field: "models.Field[Any, Any]") -> bool:
    """Whether a column is a text that may be blank."""
    return field.blank and field.empty_strings_allowed and not field.is_relation
