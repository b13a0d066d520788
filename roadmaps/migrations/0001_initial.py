import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import institutes.models.measures
import mfgusa.catalogue.search.fields
import mfgusa.fields.partial_dates
import mfgusa.fields.slug_keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_initial"),
        ("institutes", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("provenance", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Skill",
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
                    "slug",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=True),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.TextArray(models.F("name")),
                            mfgusa.catalogue.search.fields.TextArray(),
                            mfgusa.catalogue.search.fields.TextArray(),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.SearchFold("name")],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="skill_search"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="skill_has_a_name",
                        violation_error_message="A skill has a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Challenge",
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
                    "slug",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=True),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("description", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.TextArray(models.F("name")),
                            mfgusa.catalogue.search.fields.TextArray(),
                            mfgusa.catalogue.search.fields.TextArray(
                                models.F("description")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.SearchFold("name")],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="challenge_search"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True),
                        name="challenge_is_described",
                        violation_error_message="Say what the challenge is.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChallengeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "slug",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=False),
                ),
                ("name", models.CharField(max_length=100)),
                ("description", models.TextField()),
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
                        to="roadmaps.challenge",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ItemLink",
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
                ("note", models.TextField(blank=True)),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_links",
                        to="institutes.project",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_facts",
                        to="provenance.source",
                    ),
                ),
                (
                    "workforce_program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_links",
                        to="institutes.workforceprogram",
                    ),
                ),
            ],
            options={
                "ordering": ["roadmap_item__roadmap__key", "roadmap_item__order", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("project__isnull", False),
                                ("workforce_program__isnull", True),
                            ),
                            models.Q(
                                ("project__isnull", True),
                                ("workforce_program__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="item_link_has_one_subject",
                        violation_error_message="A link has exactly one subject: a project or a workforce program.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Roadmap",
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
                (
                    "key",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=True),
                ),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(blank=True, max_length=40)),
                (
                    "series",
                    mfgusa.fields.slug_keys.SlugKeyField(
                        blank=True,
                        db_index=True,
                        help_text="The same for all versions of one roadmap, such as “ipsr”.",
                        max_length=80,
                        unique=False,
                    ),
                ),
                (
                    "published",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "horizon_start",
                    models.PositiveSmallIntegerField(
                        blank=True, db_comment="calendar year", null=True
                    ),
                ),
                (
                    "horizon_end",
                    models.PositiveSmallIntegerField(
                        blank=True, db_comment="calendar year", null=True
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True,
                        help_text="In the words of the source.",
                        max_length=200,
                    ),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
                ("summary", models.TextField(blank=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.TextArray(models.F("title")),
                            mfgusa.catalogue.search.fields.TextArray(models.F("topic")),
                            mfgusa.catalogue.search.fields.TextArray(
                                models.F("summary")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "focus_area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roadmaps",
                        to="institutes.focusarea",
                    ),
                ),
                (
                    "institute",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for the whole network.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roadmaps",
                        to="institutes.institute",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_facts",
                        to="provenance.source",
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.SearchFold("title"), "key"],
                "indexes": [
                    models.Index(
                        mfgusa.catalogue.search.fields.SearchFold("title"),
                        models.F("key"),
                        name="roadmap_by_title",
                    ),
                    models.Index(fields=["published"], name="roadmap_by_date"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="roadmap_search"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("horizon_start__isnull", True),
                            ("horizon_end__isnull", True),
                            ("horizon_end__gte", models.F("horizon_start")),
                            _connector="OR",
                        ),
                        name="roadmap_ends_after_it_starts",
                        violation_error_message="A roadmap's horizon cannot end before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChallengeLink",
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
                ("note", models.TextField(blank=True)),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="roadmaps.challenge",
                    ),
                ),
                (
                    "institute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenge_links",
                        to="institutes.institute",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenge_links",
                        to="institutes.project",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_facts",
                        to="provenance.source",
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenge_links",
                        to="roadmaps.roadmap",
                    ),
                ),
            ],
            options={
                "ordering": ["challenge__slug", "id"],
            },
        ),
        migrations.CreateModel(
            name="RoadmapEvent",
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
                (
                    "key",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=False),
                ),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(blank=True, max_length=40)),
                (
                    "series",
                    mfgusa.fields.slug_keys.SlugKeyField(
                        blank=True,
                        help_text="The same for all versions of one roadmap, such as “ipsr”.",
                        max_length=80,
                        unique=False,
                    ),
                ),
                (
                    "published",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "horizon_start",
                    models.PositiveSmallIntegerField(
                        blank=True, db_comment="calendar year", null=True
                    ),
                ),
                (
                    "horizon_end",
                    models.PositiveSmallIntegerField(
                        blank=True, db_comment="calendar year", null=True
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True,
                        help_text="In the words of the source.",
                        max_length=200,
                    ),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
                ("summary", models.TextField(blank=True)),
                (
                    "focus_area",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutes.focusarea",
                    ),
                ),
                (
                    "institute",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Empty for the whole network.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutes.institute",
                    ),
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
                        to="roadmaps.roadmap",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="provenance.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoadmapItem",
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
                ("order", models.PositiveSmallIntegerField()),
                ("theme", models.CharField(blank=True, max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                (
                    "horizon",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("near", "Near term"),
                            ("mid", "Mid term"),
                            ("long", "Long term"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "target_year",
                    models.PositiveSmallIntegerField(
                        blank=True, db_comment="calendar year", null=True
                    ),
                ),
                ("metric", models.CharField(blank=True, max_length=100)),
                ("baseline", models.CharField(blank=True, max_length=60)),
                ("target", models.CharField(blank=True, max_length=60)),
                (
                    "trl_start",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="technology readiness level",
                        null=True,
                        verbose_name="TRL from",
                    ),
                ),
                (
                    "trl_end",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="technology readiness level",
                        null=True,
                        verbose_name="TRL to",
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.TextArray(models.F("title")),
                            mfgusa.catalogue.search.fields.TextArray(
                                models.F("theme"), models.F("metric")
                            ),
                            mfgusa.catalogue.search.fields.TextArray(
                                models.F("description")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        help_text="The same item in an earlier version of the roadmap, where its title is another.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="continued_by",
                        to="roadmaps.roadmapitem",
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="roadmaps.roadmap",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_facts",
                        to="provenance.source",
                    ),
                ),
                (
                    "skills",
                    models.ManyToManyField(
                        blank=True, related_name="roadmap_items", to="roadmaps.skill"
                    ),
                ),
            ],
            options={
                "ordering": ["roadmap__key", "order"],
                "indexes": [
                    models.Index(fields=["theme"], name="roadmap_item_by_theme"),
                    models.Index(fields=["horizon"], name="roadmap_item_by_horizon"),
                    models.Index(fields=["target_year"], name="roadmap_item_by_year"),
                    models.Index(
                        fields=["trl_start", "trl_end"], name="roadmap_item_by_trl"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="roadmap_item_search"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("roadmap", "order"),
                        name="roadmap_item_numbered_once",
                        violation_error_message="This roadmap has an item of this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("trl_start__range", (1, 9)),
                                ("trl_start__isnull", True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("trl_end__range", (1, 9)),
                                ("trl_end__isnull", True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("trl_start__isnull", True),
                                ("trl_end__isnull", True),
                                ("trl_start__lte", models.F("trl_end")),
                                _connector="OR",
                            ),
                        ),
                        name="roadmap_item_trl_in_order",
                        violation_error_message="Technology readiness levels go from 1 to 9, and “from” is not above “to”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target_year__isnull", True),
                            ("target_year__range", (1900, 2200)),
                            _connector="OR",
                        ),
                        name="roadmap_item_year_has_four_digits",
                        violation_error_message="A target year has four digits: 2030.",
                    ),
                ],
            },
            bases=(institutes.models.measures.ReadinessMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ItemLinkEvent",
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
                ("note", models.TextField(blank=True)),
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
                        to="roadmaps.itemlink",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutes.project",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="provenance.source",
                    ),
                ),
                (
                    "workforce_program",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutes.workforceprogram",
                    ),
                ),
                (
                    "roadmap_item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.roadmapitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="itemlink",
            name="roadmap_item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="item_links",
                to="roadmaps.roadmapitem",
            ),
        ),
        migrations.CreateModel(
            name="ChallengeLinkEvent",
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
                ("note", models.TextField(blank=True)),
                (
                    "challenge",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.challenge",
                    ),
                ),
                (
                    "institute",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutes.institute",
                    ),
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
                        to="roadmaps.challengelink",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutes.project",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="provenance.source",
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.roadmap",
                    ),
                ),
                (
                    "roadmap_item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.roadmapitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="challengelink",
            name="roadmap_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="challenge_links",
                to="roadmaps.roadmapitem",
            ),
        ),
        migrations.CreateModel(
            name="RoadmapItemEvent",
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
                ("order", models.PositiveSmallIntegerField()),
                ("theme", models.CharField(blank=True, max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                (
                    "horizon",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("near", "Near term"),
                            ("mid", "Mid term"),
                            ("long", "Long term"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "target_year",
                    models.PositiveSmallIntegerField(
                        blank=True, db_comment="calendar year", null=True
                    ),
                ),
                ("metric", models.CharField(blank=True, max_length=100)),
                ("baseline", models.CharField(blank=True, max_length=60)),
                ("target", models.CharField(blank=True, max_length=60)),
                (
                    "trl_start",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="technology readiness level",
                        null=True,
                        verbose_name="TRL from",
                    ),
                ),
                (
                    "trl_end",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="technology readiness level",
                        null=True,
                        verbose_name="TRL to",
                    ),
                ),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The same item in an earlier version of the roadmap, where its title is another.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.roadmapitem",
                    ),
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
                        to="roadmaps.roadmapitem",
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.roadmap",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="provenance.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoadmapItemSkillEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
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
                    "roadmapitem",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.roadmapitem",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.skill",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SkillEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "slug",
                    mfgusa.fields.slug_keys.SlugKeyField(max_length=80, unique=False),
                ),
                ("name", models.CharField(max_length=100)),
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
                        to="roadmaps.skill",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SkillProgram",
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
                ("note", models.TextField(blank=True)),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="program_links",
                        to="roadmaps.skill",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_facts",
                        to="provenance.source",
                    ),
                ),
                (
                    "workforce_program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skill_links",
                        to="institutes.workforceprogram",
                    ),
                ),
            ],
            options={
                "ordering": ["skill__slug", "workforce_program__key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("skill", "workforce_program"),
                        name="skill_program_once",
                        violation_error_message="This program teaches this skill already.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="skill",
            name="programs",
            field=models.ManyToManyField(
                related_name="skills",
                through="roadmaps.SkillProgram",
                to="institutes.workforceprogram",
            ),
        ),
        migrations.CreateModel(
            name="SkillProgramEvent",
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
                ("note", models.TextField(blank=True)),
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
                        to="roadmaps.skillprogram",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roadmaps.skill",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="provenance.source",
                    ),
                ),
                (
                    "workforce_program",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutes.workforceprogram",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="itemlink",
            constraint=models.UniqueConstraint(
                fields=("roadmap_item", "project", "workforce_program"),
                name="item_link_once",
                nulls_distinct=False,
                violation_error_message="This subject has this item already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="challengelink",
            constraint=models.UniqueConstraint(
                fields=("challenge", "institute", "project", "roadmap", "roadmap_item"),
                name="challenge_link_once",
                nulls_distinct=False,
                violation_error_message="This subject has this challenge already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="challengelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("institute__isnull", False),
                        ("project__isnull", True),
                        ("roadmap__isnull", True),
                        ("roadmap_item__isnull", True),
                    ),
                    models.Q(
                        ("institute__isnull", True),
                        ("project__isnull", False),
                        ("roadmap__isnull", True),
                        ("roadmap_item__isnull", True),
                    ),
                    models.Q(
                        ("institute__isnull", True),
                        ("project__isnull", True),
                        ("roadmap__isnull", False),
                        ("roadmap_item__isnull", True),
                    ),
                    models.Q(
                        ("institute__isnull", True),
                        ("project__isnull", True),
                        ("roadmap__isnull", True),
                        ("roadmap_item__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="challenge_link_has_one_subject",
                violation_error_message="A link has exactly one subject: an institute, a project, a roadmap or a roadmap item.",
            ),
        ),
        migrations.CreateModel(
            name="RoadmapItemSkill",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("roadmaps.roadmapitem_skills",),
        ),
    ]
