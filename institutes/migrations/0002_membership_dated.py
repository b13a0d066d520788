from django.db import migrations

import mfgusa.fields.derived


class Migration(migrations.Migration):
    dependencies = [("institutes", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="dated",
            field=mfgusa.fields.derived.DerivedDateField(),
        )
    ]
