from django.db import migrations, models

from mfgusa.catalogue.search.fields import Folded


class Migration(migrations.Migration):
    dependencies = [
        ("institutes", "0005_partners_abroad"),
    ]

    operations = [  # The new index first: pages are read while it is made.
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(
                Folded("name"),
                models.F("key"),
                include=("id", "name"),
                name="partner_in_order",
            ),
        ),
        migrations.RemoveIndex(
            model_name="partner",
            name="partner_by_name",
        ),
    ]
