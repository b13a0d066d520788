"""What the rules of the database say when they are broken, in words."""

from django.apps import apps
from django.db import Error


def in_words(problem: Error) -> str:
    """The rule that a database error broke, as the sentence of its constraint."""
    report = getattr(problem.__cause__, "diag", None)
    if report is None:
        return str(problem).splitlines()[0]
    if not report.table_name:  # Raised by a rule over several rows, in its own words.
        return report.message_primary or str(problem)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == report.constraint_name:
                return str(constraint.get_violation_error_message())
    return report.message_detail or report.message_primary or str(problem)
