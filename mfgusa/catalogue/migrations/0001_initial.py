from django.db import migrations, models

from mfgusa.db.sql import read_sql


class Bits(models.Field):
    """A bit for each row of a chunk; a later migration drops the table."""

    def db_type(self, connection):
        return "bit(8192)"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StaleChunk",
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
                ("index", models.CharField(max_length=40)),
                ("chunk", models.BigIntegerField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Bitmap",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "index",
                        "facet",
                        "value",
                        "chunk",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("index", models.CharField(max_length=40)),
                ("facet", models.CharField(max_length=40)),
                ("value", models.TextField()),
                ("chunk", models.BigIntegerField(db_comment="id of the row / 8192")),
                ("found", models.IntegerField(db_comment="bits that are set")),
                ("bits", Bits()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["index", "chunk", "facet"], name="bitmap_by_chunk"
                    )
                ],
            },
        ),
        migrations.RunSQL(read_sql(__file__, "bitmap"), migrations.RunSQL.noop),
    ]
