"""Partners in any number, with three memberships each, skewed like the real ones.

They join the facts that come with the code: their institutes, states and sources.
Projects and the history of rows are copies of those that there are.
"""

from collections.abc import Mapping
from typing import Any

SKEWED = """
    CREATE OR REPLACE FUNCTION pg_temp.skewed(seed text, among int, skew float)
    RETURNS int LANGUAGE sql IMMUTABLE AS $$
      SELECT 1 + floor(among * power((hashtext(seed)::bigint + 2147483648)
        / 4294967296.0, skew))::int
    $$
"""
PARTNERS = """
    INSERT INTO institutes_partner (key, name, aliases, sector, subsector, city,
        state_id, country, website, ror, source_id, locator)
    SELECT 'made-up-' || n,
        (ARRAY['Steel', 'Photon', 'Fiber', 'Robot', 'Bio', 'Chip', 'Laser', 'Alloy'])
          [pg_temp.skewed('a' || n, 8, 1)] || ' ' ||
        (ARRAY['Works', 'University', 'Systems', 'Laboratory', 'College', 'Group'])
          [pg_temp.skewed('b' || n, 6, 1.5)] || ' ' || n,
        '{}', sectors[pg_temp.skewed('c' || n, 4, 2)],
        subsectors[pg_temp.skewed('d' || n, cardinality(subsectors), 2)],
        'City ' || pg_temp.skewed('e' || n, 300, 2),
        CASE WHEN hashtext('f' || n) %% 12 <> 0
          THEN states[pg_temp.skewed('g' || n, cardinality(states), 2)] END,
        CASE WHEN hashtext('f' || n) %% 12 <> 0 THEN 'US'
          ELSE (ARRAY['CA', 'DE', 'JP', 'GB', 'FR', ''])
            [pg_temp.skewed('h' || n, 6, 2)] END, '',
        CASE WHEN hashtext('i' || n) %% 5 = 0
          THEN 'https://ror.org/' || lpad(to_hex(n), 9, '0') ELSE '' END,
        sources[pg_temp.skewed('j' || n, cardinality(sources), 1.5)], ''
    FROM generate_series(%(first)s, %(partners)s) AS n,
        (SELECT array_agg(id) FROM provenance_source) AS source (sources),
        (SELECT array_agg(id) FROM institutes_state) AS state (states),
        (SELECT %(sectors)s::text[], %(subsectors)s::text[])
          AS words (sectors, subsectors)
"""
MEMBERSHIPS = """
    INSERT INTO institutes_membership (tier, role, since, dated, until, locator,
        institute_id, partner_id, source_id)
    SELECT '', roles[pg_temp.skewed('k' || partner.id || nth, cardinality(roles), 2)],
        start.since, start.since, NULL, '',
        institutes[1 + (pg_temp.skewed('m' || partner.id, cardinality(institutes), 1.7)
          + nth * nth) %% cardinality(institutes)],
        partner.id, partner.source_id
    FROM institutes_partner AS partner, generate_series(1, 3) AS nth,
        (SELECT array_agg(id ORDER BY id) FROM institutes_institute)
          AS institute (institutes),
        (SELECT %(roles)s::text[]) AS words (roles),
        LATERAL (SELECT (2012 + pg_temp.skewed('l' || partner.id, 12, 1))::text)
          AS start (since)
    WHERE partner.id > %(last)s
    LIMIT %(memberships)s::bigint
"""
COPIES = """
    INSERT INTO {table} ({columns}) SELECT {values} FROM {rows} AS row
    CROSS JOIN generate_series(1, {times}) AS nth ORDER BY nth, row.id LIMIT {count}
"""


def insert_partners(partners: int, memberships: int | None = None) -> None:
    """Insert up to so many, without history and checks of each; store their sets.

    With a number of memberships, no more than that are inserted.
    """
    from django.db import connection, transaction
    from django.db.models import Max

    from bench.database import fill_texts, without_indexes
    from institutes.models import Membership, Partner

    made_up = Partner.objects.filter(key__startswith="made-up-")
    params: dict[str, Any] = {
        "first": made_up.count() + 1,
        "last": Partner.objects.aggregate(last=Max("pk"))["last"],
        "partners": partners,
        "memberships": memberships,
        "sectors": Partner.Sector.values,
        "subsectors": Partner.Subsector.values,
        "roles": Membership.Role.values,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(SKEWED)
        with without_indexes(cursor, Partner._meta.db_table):
            cursor.execute(fill_texts(cursor, PARTNERS), params)
        with without_indexes(cursor, Membership._meta.db_table):
            cursor.execute(fill_texts(cursor, MEMBERSHIPS), params)
    renew_indexes()


def insert_projects(projects: int, events: int) -> None:
    """Insert copies of projects up to so many, and so many events of history.

    A third of the events each are of partners, memberships and projects.
    """
    from django.db import connection, transaction

    from institutes.models import Membership, Partner, Project

    missing = max(projects - Project.objects.count(), 0)
    new = {"key": "key || '-copy-' || nth", "title": "title || ' ' || nth"}
    event = {
        "pgh_obj_id": "id",
        "pgh_created_at": "now() - nth * interval '1 hour'",
        "pgh_label": "'update'",
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(copy_statement(Project, Project, missing, new))
        for model in (Partner, Membership, Project):
            into = model.pgh_event_model
            cursor.execute(copy_statement(into, model, events // 3, event))
    renew_indexes()


def copy_statement(into: Any, of: Any, count: int, values: Mapping[str, str]) -> str:
    """The SQL that inserts copies of rows, with the values of some columns anew."""
    known = {f.column for f in of._meta.concrete_fields if not f.generated}
    names = {f.column for f in into._meta.concrete_fields if not f.generated}
    columns = {name: f'row."{name}"' for name in known & names - {"id"}}
    if "pgh_obj_id" in names:
        columns["id"] = "row.id"
    columns |= values
    return COPIES.format(
        table=into._meta.db_table,
        columns=", ".join(f'"{name}"' for name in columns),
        values=", ".join(columns.values()),
        rows=of._meta.db_table,
        times=-(-count // of.objects.count()),
        count=count,
    )


def renew_indexes() -> None:
    """Let every process read the sets of all catalogues anew, and store them."""
    from django.db import connection

    from mfgusa.catalogue.filters.filterset import load_catalogues
    from mfgusa.catalogue.models import FacetLogEntry

    followers = [filterset.follower() for filterset in load_catalogues()]
    FacetLogEntry.objects.bulk_create(
        FacetLogEntry(index=each.definition.name, keys=None) for each in followers
    )
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO db_dataversion (writes) VALUES (1)")
        cursor.execute("VACUUM ANALYZE")
    for follower in followers:
        follower.store()
