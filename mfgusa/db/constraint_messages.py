"""The sentences of constraints, for errors that the database reports."""

import re

from django.apps import apps
from django.db import Error, models
from django.utils.translation import gettext as _
from psycopg.errors import Diagnostic

FOREIGN_KEY, UNIQUE = "23503", "23505"  # SQLSTATE
KEY = re.compile(r"Key \((.*)\)=\((.*)\) already exists")


def describe_error(error: Error) -> str:
    """The sentence of the constraint that a write violated."""
    report: Diagnostic | None = getattr(error.__cause__, "diag", None)
    if report is None:
        return str(error).splitlines()[0]
    if not report.table_name:  # Raised by a rule over several rows, in its own words.
        return report.message_primary or str(error)
    for model in apps.get_models():
        if message := _own_message(model, report.constraint_name or ""):
            return message
    return _default_message(report)


def violated_column(error: Error) -> str:
    """The only column that a refused write is about; empty if there are several."""
    report: Diagnostic | None = getattr(error.__cause__, "diag", None)
    if report is None:
        return ""
    key = KEY.match(report.message_detail or "")
    return report.column_name or (key[1] if key else "")


def _default_message(report: Diagnostic) -> str:
    """The message for a constraint without a sentence of its own."""
    if report.sqlstate == FOREIGN_KEY:
        names = {
            m._meta.db_table: m._meta.verbose_name_plural for m in apps.get_models()
        }
        table = report.table_name or ""
        return _("Some %(rows)s refer to a row that would not be there.") % {
            "rows": names.get(table, table)
        }
    if report.sqlstate == UNIQUE and (key := KEY.match(report.message_detail or "")):
        return _("Another row has this already. %(columns)s: “%(values)s”.") % {
            "columns": key[1],
            "values": key[2],
        }
    return report.message_detail or report.message_primary or ""


def violation_message(model: type[models.Model], name: str) -> str:
    """The sentence of a constraint of a model's table, by the constraint's name."""
    return _own_message(model, name) or (
        _("Another row has this already.")
        if name.endswith(("_uniq", "_key", "_like"))
        else _("This breaks the rule “%(name)s”.") % {"name": name}
    )


def _own_message(model: type[models.Model], name: str) -> str:
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return str(constraint.get_violation_error_message())
    return ""
