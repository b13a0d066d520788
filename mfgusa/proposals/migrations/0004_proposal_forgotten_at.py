from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_proposal_failure")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="forgotten_at",
            field=models.DateTimeField(
                blank=True,
                db_comment="when its plan and its file were removed",
                null=True,
            ),
        ),
    ]
