"""The yardstick: the same rows by a bare COPY and upsert, in one transaction.

No plan, no checks, no errors in words: what PostgreSQL itself needs to take the rows
in, with the table's constraints, history and version triggers on, unless told.
"""

from time import perf_counter
from typing import NamedTuple

from django.db import connection, transaction

from bench.samples import Sample


class Upsert(NamedTuple):
    """The columns of a file that are not text or may be null, and the statements."""

    numbers: tuple[str, ...]
    nulls: tuple[str, ...]
    statements: tuple[str, ...]


CITED = """JOIN institutes_institute institute ON institute.key = f.institute
JOIN provenance_source source ON source.key = f.source"""

UPSERTS = {
    "memberships": Upsert(
        (),
        ("since", "until"),
        (
            f"""INSERT INTO institutes_membership AS t (institute_id, partner_id, tier,
                role, since, until, source_id, locator)
            SELECT institute.id, partner.id, f.tier, f.role, f.since, f.until,
                source.id, f.locator
            FROM bare_memberships f {CITED}
            JOIN institutes_partner partner ON partner.key = f.partner
            ON CONFLICT (institute_id, partner_id, role, tier, since) DO UPDATE SET
                until = excluded.until, source_id = excluded.source_id,
                locator = excluded.locator""",
        ),
    ),
    "workforce_programs": Upsert(
        ("learners",),
        ("learners",),
        (
            f"""INSERT INTO institutes_workforceprogram AS t (key, institute_id, name,
                audience, summary, credential, learners, learners_bound,
                learners_period, url, source_id, locator)
            SELECT f.key, institute.id, f.name, f.audience, f.summary, f.credential,
                f.learners, f.learners_bound, f.learners_period, f.url, source.id,
                f.locator
            FROM bare_workforce_programs f {CITED}
            ON CONFLICT (key) DO UPDATE SET institute_id = excluded.institute_id,
                name = excluded.name, audience = excluded.audience,
                summary = excluded.summary, credential = excluded.credential,
                learners = excluded.learners,
                learners_bound = excluded.learners_bound,
                learners_period = excluded.learners_period, url = excluded.url,
                source_id = excluded.source_id, locator = excluded.locator""",
            """CREATE TEMPORARY TABLE bare_links ON COMMIT DROP AS
            SELECT t.id AS own, state.id AS other FROM bare_workforce_programs f
            JOIN institutes_workforceprogram t ON t.key = f.key
            CROSS JOIN string_to_table(f.states, ';') f_code
            JOIN institutes_state state ON state.code = f_code""",
            """DELETE FROM institutes_workforceprogram_states l
            USING bare_workforce_programs f, institutes_workforceprogram t
            WHERE t.key = f.key AND l.workforceprogram_id = t.id
            AND NOT EXISTS (SELECT FROM bare_links w
                WHERE w.own = t.id AND w.other = l.state_id)""",
            """INSERT INTO institutes_workforceprogram_states
                (workforceprogram_id, state_id)
            SELECT own, other FROM bare_links ON CONFLICT DO NOTHING""",
        ),
    ),
    "projects": Upsert(
        ("federal_usd", "cost_share_usd", "trl_start", "trl_end"),
        ("start", "end", "federal_usd", "cost_share_usd", "trl_start", "trl_end"),
        (
            f"""INSERT INTO institutes_project AS t (key, institute_id, title, kind,
                summary, status, start, "end", federal_usd, cost_share_usd,
                focus_area_id, topic, trl_start, trl_end, url, source_id, locator)
            SELECT f.key, institute.id, f.title, f.kind, f.summary, f.status, f.start,
                f."end", f.federal_usd, f.cost_share_usd, area.id, f.topic,
                f.trl_start, f.trl_end, f.url, source.id, f.locator
            FROM bare_projects f {CITED}
            LEFT JOIN institutes_focusarea area ON area.slug = f.focus_area
            ON CONFLICT (key) DO UPDATE SET institute_id = excluded.institute_id,
                title = excluded.title, kind = excluded.kind,
                summary = excluded.summary, status = excluded.status,
                start = excluded.start, "end" = excluded."end",
                federal_usd = excluded.federal_usd,
                cost_share_usd = excluded.cost_share_usd,
                focus_area_id = excluded.focus_area_id, topic = excluded.topic,
                trl_start = excluded.trl_start, trl_end = excluded.trl_end,
                url = excluded.url, source_id = excluded.source_id,
                locator = excluded.locator""",
        ),
    ),
    "project_partners": Upsert(
        (),
        (),
        (
            """INSERT INTO institutes_projectpartner AS t (project_id, partner_id, role,
                source_id, locator)
            SELECT project.id, partner.id, f.role, source.id, f.locator
            FROM bare_project_partners f
            JOIN institutes_project project ON project.key = f.project
            JOIN institutes_partner partner ON partner.key = f.partner
            JOIN provenance_source source ON source.key = f.source
            ON CONFLICT (project_id, partner_id) DO UPDATE SET role = excluded.role,
                source_id = excluded.source_id, locator = excluded.locator""",
        ),
    ),
}


def seconds(sample: Sample, count: int, *, changed: bool, triggers: bool) -> float:
    """How long the rows of a sample take; `triggers` are history, version, keys."""
    files = sample.files(count, changed=changed)
    start = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if not triggers:
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table, content in files.items():
            create, copy = staging(sample, table)
            cursor.execute(create)
            with cursor.copy(copy) as into:
                into.write(content)
            for statement in UPSERTS[table].statements:
                cursor.execute(statement)
    return perf_counter() - start


def staging(sample: Sample, table: str) -> tuple[str, str]:
    """A temporary table of the columns of the file, and the COPY into it."""
    upsert = UPSERTS[table]
    columns = sample.tables[table].header.split()
    types = [
        f'"{name}" {"bigint" if name in upsert.numbers else "text"}' for name in columns
    ]
    filled = ", ".join(f'"{name}"' for name in columns if name not in upsert.nulls)
    return (
        f"CREATE TEMPORARY TABLE bare_{table} ({', '.join(types)}) ON COMMIT DROP",
        f"COPY bare_{table} FROM STDIN (FORMAT csv, HEADER, FORCE_NOT_NULL ({filled}))",
    )
