import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The new index comes first: what follows shuts out readers, but takes no time."""

    dependencies = [("institutes", "0003_membership_dates")]

    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                fields=["partner", "institute", "dated", "until"],
                name="membership_by_partner",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="partner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="institutes.partner",
            ),
        ),
        migrations.RemoveIndex(model_name="membership", name="membership_by_time"),
    ]
