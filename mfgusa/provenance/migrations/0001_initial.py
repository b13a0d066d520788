import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import mfgusa.catalogue.search.fields
import mfgusa.fields.partial_dates
import mfgusa.fields.slug_keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
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
                    "key",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=True),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="In [square brackets] where the text's own title was not seen.",
                        max_length=300,
                    ),
                ),
                ("publisher", models.CharField(blank=True, max_length=200)),
                (
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
                (
                    "published",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "accessed",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.TextArray(models.F("title")),
                            mfgusa.catalogue.search.fields.TextArray(
                                models.F("publisher")
                            ),
                            mfgusa.catalogue.search.fields.TextArray(
                                models.F("key"), models.F("url")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
                "indexes": [
                    models.Index(fields=["publisher"], name="source_by_publisher"),
                    models.Index(fields=["published"], name="source_by_date"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="source_search"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("url", ""), _negated=True),
                        fields=("url",),
                        name="source_address_once",
                        violation_error_message="A source with this address exists already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published__isnull", True),
                            ("accessed__isnull", True),
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Concat(
                                    models.F("accessed"),
                                    models.Value("~"),
                                    output_field=models.TextField(),
                                ),
                                models.F("published"),
                            ),
                            _connector="OR",
                        ),
                        name="source_read_after_published",
                        violation_error_message="A source cannot be read before it is published.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "key",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=False),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="In [square brackets] where the text's own title was not seen.",
                        max_length=300,
                    ),
                ),
                ("publisher", models.CharField(blank=True, max_length=200)),
                (
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
                (
                    "published",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "accessed",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="provenance.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
