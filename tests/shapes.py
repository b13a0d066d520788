"""The shape of a query: what is left of it without what was asked for."""

import re
from collections import Counter
from contextlib import contextmanager

from django.db import connection

VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
SEVERAL = re.compile(r"%s(?:, ?%s)+")
ROWS = re.compile(r"\(%s\)(?:, ?\(%s\))+")
# No questions; `SET` says how long one may take, a savepoint what can be undone.
NO_QUESTIONS = ("SET ", "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")
# Who is signed in is asked of every page of the admin, whomever the page is of.
WHO_ASKS = 'FROM "auth_user" WHERE "auth_user"."id" = %s LIMIT %s'


def shape_of(sql):
    """A statement with one mark in place of each value and of each list of them."""
    marked = VALUE.sub("%s", " ".join(sql.split()))
    return ROWS.sub("(%s)", SEVERAL.sub("%s", marked))


@contextmanager
def shapes():
    """Counts the shapes of what is asked of the database meanwhile."""
    found = Counter()

    def counted(execute, sql, params, many, context):
        if not str(sql).startswith(NO_QUESTIONS):
            found[shape_of(str(sql))] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        yield found


def repeated_by(client, address, **headers):
    """How often a page asks each question that it asks more than once."""
    with shapes() as found:
        response = client.get(address, headers=headers)
        if response.streaming:
            b"".join(response)
    assert response.status_code in (200, 302, 400, 403, 405), address
    found.subtract({one: 1 for one in found if one.endswith(WHO_ASKS)})
    return {shape: times for shape, times in found.items() if times > 1}
