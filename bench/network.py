"""A network of any size: partners with three ties each, skewed like the real ones."""

INSTITUTES = 18
SKEW = """
    CREATE FUNCTION pg_temp.skewed(seed text, count int, skew float) RETURNS int
    LANGUAGE sql IMMUTABLE AS $$
      SELECT 1 + floor(count * power((hashtext(seed)::bigint + 2147483648)
        / 4294967296.0, skew))::int
    $$
"""
ROWS = (
    """
    INSERT INTO institutes_source (key, title, publisher, url, published, accessed)
    SELECT 'report-' || n, 'Annual report ' || n, 'NIST', 'https://example.org/' || n,
        (2010 + n %% 15)::text, '2026-01-05'
    FROM generate_series(1, 50) n
    """,
    """
    INSERT INTO institutes_agency (code, name, website, source_id, locator)
    SELECT 'DOD', 'Department of Defense', '', min(id), '' FROM institutes_source
    """,
    """
    INSERT INTO institutes_institute (key, acronym, name, former_name, operator,
        summary, status, status_note, city, website, agency_id, source_id, locator)
    SELECT 'institute-' || n, 'I' || n, 'Institute ' || n, '', '', '', 'active', '', '',
        '', agency.id, agency.source_id, ''
    FROM generate_series(1, 18) n, institutes_agency agency
    """,
    """
    INSERT INTO institutes_partner (key, name, aliases, sector, subsector, city,
        state_id, country, website, ror, source_id, locator)
    SELECT 'partner-' || n,
        (ARRAY['Steel', 'Photon', 'Fiber', 'Robot', 'Bio', 'Chip', 'Laser', 'Alloy'])
          [pg_temp.skewed('a' || n, 8, 1)] || ' ' ||
        (ARRAY['Works', 'University', 'Systems', 'Laboratory', 'College', 'Group'])
          [pg_temp.skewed('b' || n, 6, 1.5)] || ' ' || n,
        '{{}}', sectors.values[pg_temp.skewed('c' || n, 4, 2)], subsectors.values
          [pg_temp.skewed('d' || n, cardinality(subsectors.values), 2)],
        'City ' || pg_temp.skewed('e' || n, 300, 2),
        CASE WHEN hashtext('f' || n) %% 12 <> 0
          THEN states.ids[pg_temp.skewed('g' || n, cardinality(states.ids), 2)] END,
        CASE WHEN hashtext('f' || n) %% 12 <> 0 THEN 'US'
          ELSE (ARRAY['CA', 'DE', 'JP', 'GB', 'FR', ''])
            [pg_temp.skewed('h' || n, 6, 2)] END, '',
        CASE WHEN hashtext('i' || n) %% 5 = 0
          THEN 'https://ror.org/' || lpad(to_hex(n), 9, '0') ELSE '' END,
        sources.ids[pg_temp.skewed('j' || n, 50, 1.5)], ''
    FROM generate_series(1, {partners}) n,
        (SELECT array_agg(id) AS ids FROM institutes_source) AS sources,
        (SELECT array_agg(id) AS ids FROM institutes_state) AS states,
        (SELECT %s::text[] AS values) AS sectors,
        (SELECT %s::text[] AS values) AS subsectors
    """,
    """
    INSERT INTO institutes_membership (tier, role, since, until, locator, institute_id,
        partner_id, source_id)
    SELECT DISTINCT ON (partner.id, institute) '', roles.values
          [pg_temp.skewed('k' || partner.id || tie, cardinality(roles.values), 2)],
        (2012 + pg_temp.skewed('l' || partner.id, 12, 1))::text, NULL, '',
        institutes.ids[institute], partner.id, partner.source_id
    FROM institutes_partner AS partner, generate_series(1, 3) AS tie,
        LATERAL (SELECT pg_temp.skewed('m' || partner.id || tie, 18, 1.7)) AS
          drawn (institute),
        (SELECT array_agg(id) AS ids FROM institutes_institute) AS institutes,
        (SELECT %s::text[] AS values) AS roles
    """,
)


def fill(partners: int) -> None:
    """So many partners, without the history and checks of each; then bitmaps."""
    from django.db import connection, transaction

    from institutes.filtersets import PartnerFilterSet
    from institutes.models import Membership, Partner

    sectors, subsectors, roles = (
        list(one.values) for one in (Partner.Sector, Partner.Subsector, Membership.Role)
    )
    given = ((), (), (), (sectors, subsectors), (roles,))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(SKEW)
        for statement, values in zip(ROWS, given, strict=True):
            cursor.execute(statement.format(partners=partners), values)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO catalogue_stalechunk (index) VALUES ('partner')")
        cursor.execute("INSERT INTO catalogue_dataversion (writes) VALUES (1)")
        cursor.execute("VACUUM ANALYZE")
    PartnerFilterSet.index.renew(PartnerFilterSet.base_filters)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalogue_bitmap")
