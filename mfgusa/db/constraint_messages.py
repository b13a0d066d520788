"""What the rules of the database say when they are broken, in words."""

import re
from typing import Any

from django.apps import apps
from django.db import Error, models
from django.utils.translation import gettext as _

FOREIGN_KEY, UNIQUE = "23503", "23505"  # SQLSTATE
KEY = re.compile(r"Key \((.*)\)=\((.*)\) already exists")


def in_words(problem: Error) -> str:
    """The rule that a database error broke, as the sentence of its constraint."""
    report = getattr(problem.__cause__, "diag", None)
    if report is None:
        return str(problem).splitlines()[0]
    if not report.table_name:  # Raised by a rule over several rows, in its own words.
        return report.message_primary or str(problem)
    for model in apps.get_models():
        if said := _said(model, report.constraint_name or ""):
            return said
    return _of_kind(report)


def _of_kind(report: Any) -> str:
    """A rule without a sentence of its own."""
    if report.sqlstate == FOREIGN_KEY:
        names = {
            m._meta.db_table: m._meta.verbose_name_plural for m in apps.get_models()
        }
        return _("Some %(rows)s refer to a row that would not be there.") % {
            "rows": names.get(report.table_name, report.table_name)
        }
    if report.sqlstate == UNIQUE and (key := KEY.match(report.message_detail or "")):
        return _("Another row has this already. %(columns)s: “%(values)s”.") % {
            "columns": key[1],
            "values": key[2],
        }
    return report.message_detail or report.message_primary


def sentence(model: type[models.Model], name: str) -> str:
    """What a rule of a model's table asks, by the name of its constraint."""
    return _said(model, name) or (
        _("Another row has this already.")
        if name.endswith(("_uniq", "_key", "_like"))
        else _("This breaks the rule “%(name)s”.") % {"name": name}
    )


def _said(model: type[models.Model], name: str) -> str:
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return str(constraint.get_violation_error_message())
    return ""
