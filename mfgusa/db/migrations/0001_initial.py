import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

from mfgusa.db.sql import read_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("writes", models.BigIntegerField(default=0)),
                (
                    "changed",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("writes__gte", 0)),
                        name="data_version_counts_up",
                        violation_error_message="A data version cannot be negative.",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            read_sql(__file__, "data_version"), "DROP FUNCTION bump_data_version()"
        ),
        migrations.RunSQL(
            read_sql(__file__, "search"), read_sql(__file__, "search_reverse")
        ),
    ]
