"""A database of the benchmark's own, in a temporary folder, gone with the process."""

import os
import signal
import sys
from tempfile import TemporaryDirectory

import django

MEMBERSHIPS = 100_000
ROWS = (
    """
    INSERT INTO provenance_source (key, title, publisher, url)
    SELECT 'report-' || n, 'Annual report ' || n, 'NIST', 'https://example.org/' || n
    FROM generate_series(1, 50) n
    """,
    """
    INSERT INTO institutes_agency (code, name, website, source_id, locator)
    SELECT 'DOD', 'Department of Defense', '', min(id), '' FROM provenance_source
    """,
    """
    INSERT INTO institutes_institute (key, acronym, name, former_name, operator,
        summary, status, status_note, city, website, agency_id, source_id, locator)
    SELECT 'institute-' || n, 'I' || n, 'Institute ' || n, '', '', '', 'active', '', '',
        '', agency.id, agency.source_id, ''
    FROM generate_series(1, 20) n, institutes_agency agency
    """,
    """
    INSERT INTO institutes_partner (key, name, aliases, sector, subsector, city,
        country, website, ror, source_id, locator)
    SELECT 'partner-' || n, 'Partner ' || n, '{}', 'industry', '', '', 'US', '', '',
        min(source.id), ''
    FROM generate_series(1, 5000) n, provenance_source source GROUP BY n
    """,
    """
    INSERT INTO institutes_membership (tier, role, since, until, locator, institute_id,
        partner_id, source_id)
    SELECT 'Tier ' || partner.id %% 3, 'member', (2010 + partner.id %% 9)::text,
        CASE WHEN partner.id %% 5 = 0 THEN '2021-06' END,
        'p. ' || partner.id %% 80 || ', table “Members”', institute.id, partner.id,
        source.id
    FROM institutes_partner partner, institutes_institute institute,
        (SELECT min(id) id FROM provenance_source) source
    LIMIT %s
    """,
)


def begin() -> None:
    """Set Django up on an empty, migrated database that ends with this process."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    begin.folder = TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DATA_DIR"] = begin.folder.name
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")
    django.setup()

    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill(memberships: int = MEMBERSHIPS) -> None:
    """Rows of the size of the bars, without the history and checks of each."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in ROWS[:-1]:
            cursor.execute(statement)
        cursor.execute(ROWS[-1], [memberships])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
