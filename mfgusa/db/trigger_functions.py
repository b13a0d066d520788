"""Trigger functions do what they say, whatever a session sets or makes.

pgtrigger and pghistory write functions that name tables without a schema and that do
nothing for a trigger that `pgtrigger.ignore` names. A session could make a temporary
table of the name of a table of events, or set that, and leave no trace of a write.
"""

from typing import Any

from django.db import connections

SEARCH_PATH = "search_path=public, pg_temp"

UNSET = """
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype
  AND NOT coalesce(%s = ANY (p.proconfig), false)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""

IGNORES = """
SELECT FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  AND proname = '_pgtrigger_should_ignore' AND prosrc <> 'SELECT false'"""

IGNORE_NOTHING = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)
RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'"""


def protect_trigger_functions(*, using: str, **_signal: Any) -> None:
    """After each `migrate`, which may have written functions anew."""
    with connections[using].cursor() as cursor:
        cursor.execute(UNSET, [SEARCH_PATH])
        for (function,) in cursor.fetchall():
            cursor.execute(
                f"ALTER FUNCTION {function} SET search_path = public, pg_temp"
            )
        cursor.execute(IGNORES)
        if cursor.fetchall():
            cursor.execute(IGNORE_NOTHING)
