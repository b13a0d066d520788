from django.db import migrations

from mfgusa.db.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [
        ("institutes", "0002_membership_dated"),
        ("provenance", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            read_sql(__file__, "membership_dates"),
            read_sql(__file__, "membership_dates_reverse"),
        )
    ]
