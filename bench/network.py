"""Partners in any number, with three memberships each, skewed like the real ones.

They join the facts that come with the code: their institutes, states and sources.
"""

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
    INSERT INTO institutes_membership (tier, role, since, until, locator, institute_id,
        partner_id, source_id)
    SELECT '', roles[pg_temp.skewed('k' || partner.id || nth, cardinality(roles), 2)],
        (2012 + pg_temp.skewed('l' || partner.id, 12, 1))::text, NULL, '',
        institutes[1 + (pg_temp.skewed('m' || partner.id, cardinality(institutes), 1.7)
          + nth * nth) %% cardinality(institutes)],
        partner.id, partner.source_id
    FROM institutes_partner AS partner, generate_series(1, 3) AS nth,
        (SELECT array_agg(id ORDER BY id) FROM institutes_institute)
          AS institute (institutes),
        (SELECT %(roles)s::text[]) AS words (roles)
    WHERE partner.id > %(last)s
"""


def insert_partners(partners: int) -> None:
    """Insert up to so many, without history and checks of each; store their sets."""
    from django.db import connection, transaction
    from django.db.models import Max

    from bench.database import fill_texts
    from institutes.filtersets.partner import PartnerFilterSet
    from institutes.models import Membership, Partner

    made_up = Partner.objects.filter(key__startswith="made-up-")
    params: dict[str, Any] = {
        "first": made_up.count() + 1,
        "last": Partner.objects.aggregate(last=Max("pk"))["last"],
        "partners": partners,
        "sectors": Partner.Sector.values,
        "subsectors": Partner.Subsector.values,
        "roles": Membership.Role.values,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(SKEWED)
        cursor.execute(fill_texts(cursor, PARTNERS), params)
        cursor.execute(fill_texts(cursor, MEMBERSHIPS), params)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_facetlogentry (index, rows) VALUES (%s, NULL)",
            [PartnerFilterSet.definition().name],
        )
        cursor.execute("INSERT INTO db_dataversion (writes) VALUES (1)")
        cursor.execute("VACUUM ANALYZE")
    PartnerFilterSet.follower().store()
