"""Lists of names in one field, written with semicolons between them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class TextListField(ArrayField[list[str], list[str]]):
    """Several names; a name may hold commas, but no semicolon."""

    def __init__(self, **kwargs: Any) -> None:
        no_semicolon = RegexValidator("^[^;]+$", _("A name cannot hold a semicolon."))
        kwargs |= {
            "base_field": models.CharField(max_length=200, validators=[no_semicolon]),
            "default": list,
            "blank": True,
        }
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        for fixed in ("base_field", "default", "blank", "size"):
            kwargs.pop(fixed, None)
        return name, "mfgusa.fields.text_lists.TextListField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"delimiter": ";"} | kwargs)
