from django.db import migrations

from mfgusa.db.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("db", "0001_initial")]

    operations = [
        migrations.RunSQL(
            read_sql(__file__, "append_only"),
            "DROP FUNCTION refuse_history_change CASCADE;"
            " DROP FUNCTION refuse_lost_context CASCADE",
        )
    ]
