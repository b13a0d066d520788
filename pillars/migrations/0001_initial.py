import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import mfgusa.catalogue.search.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("provenance", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pillar",
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
                (
                    "locator",
                    models.CharField(
                        blank=True,
                        help_text="Where in the source: page, table or section.",
                        max_length=200,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("title", models.CharField(max_length=100, unique=True)),
                ("statement", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("title")),
                            mfgusa.catalogue.search.fields.Words(),
                            mfgusa.catalogue.search.fields.Words(models.F("statement")),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="PillarEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "locator",
                    models.CharField(
                        blank=True,
                        help_text="Where in the source: page, table or section.",
                        max_length=200,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=100)),
                ("statement", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="pillar",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="pillarevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="pillarevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="pillars.pillar",
            ),
        ),
        migrations.AddField(
            model_name="pillarevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddIndex(
            model_name="pillar",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="pillar_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="pillar",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 10))),
                name="pillar_is_one_of_ten",
                violation_error_message="The pillars are numbered from 1 to 10.",
            ),
        ),
    ]
