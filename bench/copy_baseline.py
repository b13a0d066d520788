"""The baseline: the same rows by a bare COPY and upsert, in one transaction.

No plan, no checks, no messages: what PostgreSQL itself needs to take the rows in, with
the table's constraints, history and version triggers.
"""

from time import perf_counter

from django.db import connection, transaction

CREATE = """
    CREATE TEMPORARY TABLE copied (institute text, partner text, tier text, role text,
        since text, until text, source text, locator text) ON COMMIT DROP
"""
COPY = """
    COPY copied FROM STDIN (FORMAT csv, HEADER,
        FORCE_NOT_NULL (institute, partner, tier, role, source, locator))
"""
UPSERT = """
    INSERT INTO institutes_membership AS t (institute_id, partner_id, tier, role, since,
        until, source_id, locator)
    SELECT institute.id, partner.id, f.tier, f.role, f.since, f.until, source.id,
        f.locator
    FROM copied f
    JOIN institutes_institute institute ON institute.key = f.institute
    JOIN provenance_source source ON source.key = f.source
    JOIN institutes_partner partner ON partner.key = f.partner
    ON CONFLICT (institute_id, partner_id, role, tier, since) DO UPDATE SET
        until = excluded.until, source_id = excluded.source_id,
        locator = excluded.locator
"""


def upsert_seconds(content: bytes, *, triggers: bool) -> float:
    """Seconds for a file; `triggers` are history, data version and foreign keys."""
    start = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if not triggers:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(CREATE)
        with cursor.copy(COPY) as stream:
            stream.write(content)
        cursor.execute(UPSERT)
    return perf_counter() - start
