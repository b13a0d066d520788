"""The bitmaps of partners are made when someone counts them first."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_facet_bitmaps"),
        ("institutes", "0003_k12_students"),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO catalogue_stalechunk (index) VALUES ('partner')",
            "DELETE FROM catalogue_stalechunk WHERE index = 'partner'",
        )
    ]
