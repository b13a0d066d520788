from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_proposal_version_columns")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="failure",
            field=models.TextField(
                blank=True,
                db_comment="of the server, not the file",
                db_default="",
                default="",
            ),
        ),
    ]
