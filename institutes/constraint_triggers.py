"""Rules over several rows of the facts, and the triggers that enforce them."""

import pgtrigger

from mfgusa.db.row_rules import Rule, check_at_commit, raise_violation


def forbid_cycles(table: str, column: str, what: str) -> pgtrigger.Trigger:
    """Forbid a row of `table` that following `column` leads back to."""
    message = f"The chain of {what} comes back to where it began."
    rule = Rule(
        name=f"{table}_{column}_without_cycles",
        table=table,
        tables=(table,),
        query=f"""
        SELECT t.id, '{message}' AS message FROM {{{table}}} t
        WHERE t.{column} IS NOT NULL AND EXISTS (
          WITH RECURSIVE above(id) AS (
            SELECT t.{column}
            UNION SELECT u.{column} FROM {{{table}}} u JOIN above ON u.id = above.id)
          SELECT FROM above WHERE above.id = t.id)
        """,
    )
    name = f"{column.removesuffix('_id')}_without_cycles"
    return check_at_commit(rule, name, pgtrigger.Insert | pgtrigger.UpdateOf(column))


TWO_LEVELS = Rule(
    name="focus_area_two_levels",
    table="institutes_focusarea",
    tables=("institutes_focusarea",),
    query="""
    SELECT area.id, format('Focus areas have two levels: the parent of "%s" has a '
      'parent, or it holds others itself.', area.name) AS message
    FROM {institutes_focusarea} area
    WHERE EXISTS (
        SELECT FROM {institutes_focusarea} parent
        WHERE parent.id = area.parent_id AND parent.parent_id IS NOT NULL)
      OR area.parent_id IS NOT NULL AND EXISTS (
        SELECT FROM {institutes_focusarea} child WHERE child.parent_id = area.id)
    """,
)

ONE_PRIMARY_FOCUS = Rule(
    name="institute_has_one_primary_focus",
    table="institutes_institute",
    tables=("institutes_institute", "institutes_institutefocusarea"),
    query="""
    SELECT i.id, format('An institute has exactly one primary focus area; %s has none.',
      i.acronym) AS message
    FROM {institutes_institute} i
    WHERE NOT EXISTS (SELECT FROM {institutes_institutefocusarea} l
                      WHERE l.institute_id = i.id AND l."primary")
    """,
)

PART_OF_SAME_INSTITUTE = Rule(
    name="funding_part_of_same_institute",
    table="institutes_fundingrecord",
    tables=("institutes_fundingrecord",),
    query="""
    SELECT pair.id, format('"%s" can be part only of a record of the same institute or '
      'of the network.', part.key) AS message
    FROM (SELECT id, id AS part_id FROM {institutes_fundingrecord}
      UNION ALL SELECT part_of_id, id FROM {institutes_fundingrecord}
      WHERE part_of_id IS NOT NULL) pair
    JOIN {institutes_fundingrecord} part ON part.id = pair.part_id
    JOIN {institutes_fundingrecord} whole ON whole.id = part.part_of_id
    WHERE whole.institute_id IS NOT NULL
      AND whole.institute_id IS DISTINCT FROM part.institute_id
    """,
)


# The last part of a site's address: `slugify` of the name, else the id.
SLUG = r"""coalesce(nullif(trim(BOTH '-_' FROM regexp_replace(regexp_replace(
  lower(regexp_replace(normalize({0}.name, NFKD), '[^\x01-\x7f]', '', 'g')),
  '[^a-z0-9_\s-]', '', 'g'), '[-\s]+', '-', 'g')), ''), {0}.id::text)"""

SITES_APART = Rule(
    name="site_addresses_differ",
    table="institutes_site",
    tables=("institutes_site", "institutes_institute"),
    query=f"""
    SELECT site.id, format('“%s” and “%s” of %s would have the same address; let their '
      'names differ in a letter or a digit.', site.name, twin.name, i.key) AS message
    FROM {{institutes_site}} site
    JOIN {{institutes_site}} twin ON twin.institute_id = site.institute_id
      AND twin.id <> site.id AND twin.name <> site.name
    JOIN {{institutes_institute}} i ON i.id = site.institute_id
    WHERE {SLUG.format("site")} = {SLUG.format("twin")}
    """,
)


def require_unique_site_slug() -> pgtrigger.Trigger:
    """Forbid two sites of an institute with the same address."""
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("institute_id", "name")
    return check_at_commit(SITES_APART, "has_an_address_of_its_own", operation)


def limit_to_two_levels() -> pgtrigger.Trigger:
    """Forbid focus areas whose parent has a parent itself."""
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("parent_id")
    return check_at_commit(TWO_LEVELS, "two_levels_only", operation)


def require_primary_focus(
    name: str, institute: str, operation: pgtrigger.core.Operation
) -> pgtrigger.Trigger:
    """Require a primary focus area per institute; a unique index forbids a second.

    `institute` is the SQL of the institute's id.
    """
    name = f"{name}_has_primary_focus"
    return check_at_commit(
        ONE_PRIMARY_FOCUS, name, operation, subject=institute, lock=False
    )


def require_container_of_same_institute() -> pgtrigger.Trigger:
    """Require that a record is part of one of its own institute or of the network."""
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("part_of_id", "institute_id")
    return check_at_commit(PART_OF_SAME_INSTITUTE, "part_of_same_institute", operation)


def forbid_truncate_of_focus_links() -> pgtrigger.Trigger:
    """Forbid truncating the links to focus areas while there are institutes."""
    none_left = "'An institute has exactly one primary focus area; none would be left.'"
    return pgtrigger.Trigger(
        name="not_emptied_below_institutes",
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func=f"""
        IF EXISTS (SELECT FROM institutes_institute) THEN
          {raise_violation(ONE_PRIMARY_FOCUS.name, none_left)} END IF;
        RETURN NULL;
        """,
    )
