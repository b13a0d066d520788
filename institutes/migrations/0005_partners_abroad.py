"""The bitmaps of partners hold their countries abroad: all are made anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("institutes", "0004_count_partners_by_bitmaps")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO catalogue_stalechunk (index) VALUES ('partner')",
            "INSERT INTO catalogue_stalechunk (index) VALUES ('partner')",
        )
    ]
