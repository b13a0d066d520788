from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="version_columns",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
