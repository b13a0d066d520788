"""The shape of a query: the statement without its values."""

import re
from collections import Counter
from contextlib import contextmanager

from django.db import connection

VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
VALUES = re.compile(r"%s(?:, ?%s)+")
ROWS = re.compile(r"\(%s\)(?:, ?\(%s\))+")
# Statements that ask for nothing: timeouts and savepoints.
IGNORED = ("SET ", "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")
# The admin asks who is signed in on every page, also on the page of a user.
SIGNED_IN = 'FROM "auth_user" WHERE "auth_user"."id" = %s LIMIT %s'
# A page that reads several catalogues reads the stored index of each.
STORED_INDEX = "catalogue_facetcheckpoint"


def shape_of(sql):
    """A statement with one placeholder for each value and each list of values."""
    marked = VALUE.sub("%s", " ".join(sql.split()))
    return ROWS.sub("(%s)", VALUES.sub("%s", marked))


@contextmanager
def record_shapes():
    """Counts the shapes of the queries that are executed meanwhile."""
    shapes = Counter()

    def count(execute, sql, params, many, context):
        if not str(sql).startswith(IGNORED):
            shapes[shape_of(str(sql)) + catalogue_of(str(sql), params)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield shapes


def catalogue_of(sql, params):
    """What tells whose stored index a statement reads; blank for other statements."""
    if STORED_INDEX not in sql:
        return ""
    return f" {params['index'] if isinstance(params, dict) else params}"


def repeated_shapes(client, address, **headers):
    """How often a page executes each query that it executes more than once."""
    with record_shapes() as shapes:
        response = client.get(address, headers=headers)
        if response.streaming:
            b"".join(response)
    assert response.status_code in (200, 302, 400, 403, 405), address
    shapes.subtract({shape: 1 for shape in shapes if shape.endswith(SIGNED_IN)})
    return {shape: times for shape, times in shapes.items() if times > 1}
