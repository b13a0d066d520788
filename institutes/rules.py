"""Rules over several rows, as constraint triggers that are checked at commit.

They raise check violations (SQLSTATE 23514) whose message a user can read. Those
that two transactions could break together take an advisory lock first.
"""

import pgtrigger

REFUSE = """RAISE EXCEPTION USING
    ERRCODE = 'check_violation', CONSTRAINT = '{}', MESSAGE = {};"""


def _at_commit(name, operation, func, declare=()):
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=operation,
        declare=list(declare),
        func=func,
    )


def without_cycles(table, column, what):
    """Following `column` from a row of `table` never comes back to the row."""
    name = f"{table}_{column}_without_cycles"
    refuse = REFUSE.format(name, f"'The chain of {what} comes back to where it began.'")
    return _at_commit(
        f"{column.removesuffix('_id')}_without_cycles",
        pgtrigger.Insert | pgtrigger.UpdateOf(column),
        f"""
        IF NEW.{column} IS NULL THEN RETURN NULL; END IF;
        PERFORM pg_advisory_xact_lock(hashtext('{table}'));
        IF EXISTS (
          WITH RECURSIVE above(id) AS (
            SELECT {column} FROM {table} WHERE id = NEW.id
            UNION SELECT t.{column} FROM {table} t JOIN above ON t.id = above.id)
          SELECT FROM above WHERE id = NEW.id
        ) THEN {refuse} END IF;
        RETURN NULL;
        """,
    )


def two_levels_only():
    """A child focus area's parent has no parent."""
    refuse = REFUSE.format(
        "focus_area_two_levels",
        'format(\'Focus areas have two levels: the parent of "%s" has a parent, '
        "or it holds others itself.', NEW.name)",
    )
    return _at_commit(
        "two_levels_only",
        pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
        f"""
        IF NEW.parent_id IS NULL THEN RETURN NULL; END IF;
        PERFORM pg_advisory_xact_lock(hashtext('institutes_focusarea'));
        IF EXISTS (
          SELECT FROM institutes_focusarea child
          JOIN institutes_focusarea parent ON parent.id = child.parent_id
          WHERE parent.parent_id IS NOT NULL AND NEW.id IN (child.id, parent.id)
        ) THEN {refuse} END IF;
        RETURN NULL;
        """,
    )


def has_one_primary_focus(name, institute, operation):
    """An institute has a primary focus area; a unique index allows no second."""
    refuse = REFUSE.format(
        "institute_has_one_primary_focus",
        "format('An institute has exactly one primary focus area; %s has none.', "
        "(SELECT acronym FROM institutes_institute WHERE id = subject))",
    )
    return _at_commit(
        f"{name}_has_primary_focus",
        operation,
        f"""
        subject := {institute};
        IF EXISTS (SELECT FROM institutes_institute WHERE id = subject)
          AND NOT EXISTS (SELECT FROM institutes_institutefocusarea
                          WHERE institute_id = subject AND "primary")
        THEN {refuse} END IF;
        RETURN NULL;
        """,
        declare=[("subject", "bigint")],
    )


def no_truncate_below_institutes():
    """The links are not emptied while there are institutes that need one."""
    refuse = REFUSE.format(
        "institute_has_one_primary_focus",
        "'An institute has exactly one primary focus area; none would be left.'",
    )
    return pgtrigger.Trigger(
        name="not_emptied_below_institutes",
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func=f"""
        IF EXISTS (SELECT FROM institutes_institute) THEN {refuse} END IF;
        RETURN NULL;
        """,
    )


def whole_is_larger_scope():
    """A record lies in one of the same institute or of the network."""
    refuse = REFUSE.format(
        "funding_part_of_same_institute",
        'format(\'"%s" can be part only of a record of the same institute or of '
        "the network.', NEW.key)",
    )
    return _at_commit(
        "part_of_same_institute",
        pgtrigger.Insert | pgtrigger.UpdateOf("part_of_id", "institute_id"),
        f"""
        PERFORM pg_advisory_xact_lock(hashtext('institutes_fundingrecord'));
        IF EXISTS (
          SELECT FROM institutes_fundingrecord part
          JOIN institutes_fundingrecord whole ON whole.id = part.part_of_id
          WHERE NEW.id IN (part.id, whole.id) AND whole.institute_id IS NOT NULL
            AND whole.institute_id IS DISTINCT FROM part.institute_id
        ) THEN {refuse} END IF;
        RETURN NULL;
        """,
    )
