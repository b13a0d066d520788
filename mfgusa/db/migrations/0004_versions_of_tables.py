from django.db import migrations, models

from mfgusa.db.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("db", "0003_database_life")]

    operations = [
        migrations.AddField(
            model_name="dataversion",
            name="table_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=63
            ),
        ),
        migrations.AddField(
            model_name="dataversion",
            name="is_insertion",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(
            read_sql(__file__, "table_versions"),
            read_sql(__file__, "table_versions_reverse"),
        ),
    ]
