import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import institutes.models.measures
import mfgusa.catalogue.search.fields
import mfgusa.fields.partial_dates
import mfgusa.fields.slug_keys
import mfgusa.fields.text_lists
from mfgusa.db.sql import read_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("db", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("provenance", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyEvent",
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
                ("code", models.CharField(db_collation="C", max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("website", models.URLField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FocusArea",
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
                ("slug", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=100, unique=True)),
                ("description", models.TextField(blank=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("name")),
                            mfgusa.catalogue.search.fields.Words(),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("description")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.Folded("name")],
            },
        ),
        migrations.CreateModel(
            name="FocusAreaEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("slug", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=False)),
                ("name", models.CharField(max_length=100)),
                ("description", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FundingRecord",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=True)),
                ("funder", models.CharField(max_length=200)),
                (
                    "funder_type",
                    models.CharField(
                        choices=[
                            ("federal", "Federal"),
                            ("state", "State"),
                            ("industry", "Industry"),
                            ("non-federal", "Non-federal"),
                            ("mixed", "Federal and other, stated as one sum"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("initial-commitment", "Initial commitment"),
                            ("renewal", "Renewal"),
                            ("cost-share", "Cost share"),
                            ("annual-obligation", "Annual obligation"),
                            ("program-funds", "Program funds"),
                            ("co-investment", "Co-investment"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="federal fiscal year, October to September",
                        help_text="Federal fiscal year, October to September.",
                        null=True,
                    ),
                ),
                (
                    "period_start",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "period_end",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "amount_usd",
                    models.BigIntegerField(
                        db_comment="US dollars", verbose_name="amount"
                    ),
                ),
                (
                    "bound",
                    models.CharField(
                        choices=[
                            ("exact", "exactly"),
                            ("at-least", "at least"),
                            ("at-most", "at most"),
                            ("about", "about"),
                        ],
                        default="exact",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("funder")),
                            mfgusa.catalogue.search.fields.Words(),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("key"), models.F("note")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="FundingRecordEvent",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=False)),
                ("funder", models.CharField(max_length=200)),
                (
                    "funder_type",
                    models.CharField(
                        choices=[
                            ("federal", "Federal"),
                            ("state", "State"),
                            ("industry", "Industry"),
                            ("non-federal", "Non-federal"),
                            ("mixed", "Federal and other, stated as one sum"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("initial-commitment", "Initial commitment"),
                            ("renewal", "Renewal"),
                            ("cost-share", "Cost share"),
                            ("annual-obligation", "Annual obligation"),
                            ("program-funds", "Program funds"),
                            ("co-investment", "Co-investment"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="federal fiscal year, October to September",
                        help_text="Federal fiscal year, October to September.",
                        null=True,
                    ),
                ),
                (
                    "period_start",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "period_end",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "amount_usd",
                    models.BigIntegerField(
                        db_comment="US dollars", verbose_name="amount"
                    ),
                ),
                (
                    "bound",
                    models.CharField(
                        choices=[
                            ("exact", "exactly"),
                            ("at-least", "at least"),
                            ("at-most", "at most"),
                            ("about", "about"),
                        ],
                        default="exact",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Indicator",
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
                ("slug", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("count", "count"),
                            ("percent", "percent"),
                            ("people", "people"),
                            ("USD", "US dollars"),
                            ("ratio", "ratio"),
                            ("square-feet", "square feet"),
                        ],
                        max_length=20,
                    ),
                ),
                ("definition", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("name")),
                            mfgusa.catalogue.search.fields.Words(),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("definition")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.Folded("name")],
            },
        ),
        migrations.CreateModel(
            name="IndicatorEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("slug", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=False)),
                ("name", models.CharField(max_length=100)),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("count", "count"),
                            ("percent", "percent"),
                            ("people", "people"),
                            ("USD", "US dollars"),
                            ("ratio", "ratio"),
                            ("square-feet", "square feet"),
                        ],
                        max_length=20,
                    ),
                ),
                ("definition", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Institute",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=True)),
                ("acronym", models.CharField(max_length=40, verbose_name="short name")),
                ("name", models.CharField(max_length=200)),
                ("former_name", models.CharField(blank=True, max_length=200)),
                ("operator", models.CharField(blank=True, max_length=200)),
                ("summary", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("transitioned", "Transitioned"),
                            ("announced", "Announced"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("status_note", models.TextField(blank=True)),
                (
                    "announced",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "established",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "closed",
                    mfgusa.fields.partial_dates.PartialDateField(
                        blank=True,
                        help_text="When it closed or left the network.",
                        null=True,
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100)),
                ("website", models.URLField(blank=True, max_length=300)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(
                                models.F("acronym"), models.F("name")
                            ),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("former_name"),
                                models.F("operator"),
                                models.F("city"),
                            ),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("summary"), models.F("status_note")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.Folded("acronym"), "key"],
            },
        ),
        migrations.CreateModel(
            name="InstituteEvent",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=False)),
                ("acronym", models.CharField(max_length=40, verbose_name="short name")),
                ("name", models.CharField(max_length=200)),
                ("former_name", models.CharField(blank=True, max_length=200)),
                ("operator", models.CharField(blank=True, max_length=200)),
                ("summary", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("transitioned", "Transitioned"),
                            ("announced", "Announced"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("status_note", models.TextField(blank=True)),
                (
                    "announced",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "established",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "closed",
                    mfgusa.fields.partial_dates.PartialDateField(
                        blank=True,
                        help_text="When it closed or left the network.",
                        null=True,
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100)),
                ("website", models.URLField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InstituteFocusArea",
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
                ("primary", models.BooleanField(default=False)),
            ],
            options={
                "ordering": [
                    "-primary",
                    mfgusa.catalogue.search.fields.Folded("focus_area__name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstituteFocusAreaEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("primary", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                ("tier", models.CharField(blank=True, db_collation="C", max_length=60)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("operator", "Operator"),
                            ("lead-applicant", "Lead applicant"),
                            ("founder", "Founder"),
                            ("member", "Member"),
                            ("participant", "Participant"),
                            ("affiliate", "Affiliate"),
                            ("sponsor", "Sponsor"),
                        ],
                        db_collation="C",
                        max_length=20,
                    ),
                ),
                (
                    "since",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "until",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
            ],
            options={
                "ordering": ["institute__key", "partner__key", "role", "id"],
            },
        ),
        migrations.CreateModel(
            name="MembershipEvent",
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
                ("tier", models.CharField(blank=True, db_collation="C", max_length=60)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("operator", "Operator"),
                            ("lead-applicant", "Lead applicant"),
                            ("founder", "Founder"),
                            ("member", "Member"),
                            ("participant", "Participant"),
                            ("affiliate", "Affiliate"),
                            ("sponsor", "Sponsor"),
                        ],
                        db_collation="C",
                        max_length=20,
                    ),
                ),
                (
                    "since",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "until",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Observation",
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
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="federal fiscal year, October to September",
                        null=True,
                    ),
                ),
                (
                    "as_of",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "value",
                    models.DecimalField(
                        db_comment="in the unit of the indicator",
                        decimal_places=4,
                        max_digits=18,
                    ),
                ),
                (
                    "bound",
                    models.CharField(
                        choices=[
                            ("exact", "exactly"),
                            ("at-least", "at least"),
                            ("at-most", "at most"),
                            ("about", "about"),
                        ],
                        default="exact",
                        max_length=10,
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        choices=[("preferred", "Preferred"), ("normal", "Normal")],
                        default="preferred",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["indicator__slug", "institute__key", "fiscal_year", "id"],
            },
        ),
        migrations.CreateModel(
            name="ObservationEvent",
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
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        db_comment="federal fiscal year, October to September",
                        null=True,
                    ),
                ),
                (
                    "as_of",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "value",
                    models.DecimalField(
                        db_comment="in the unit of the indicator",
                        decimal_places=4,
                        max_digits=18,
                    ),
                ),
                (
                    "bound",
                    models.CharField(
                        choices=[
                            ("exact", "exactly"),
                            ("at-least", "at least"),
                            ("at-most", "at most"),
                            ("about", "about"),
                        ],
                        default="exact",
                        max_length=10,
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        choices=[("preferred", "Preferred"), ("normal", "Normal")],
                        default="preferred",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Partner",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "aliases",
                    mfgusa.fields.text_lists.WordsField(
                        help_text="Other names, units that act under this name and acronyms, separated by semicolons."
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("industry", "Industry"),
                            ("academia", "Academia"),
                            ("government", "Government"),
                            ("nonprofit", "Nonprofit"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "subsector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("large-manufacturer", "Large manufacturer"),
                            ("small-manufacturer", "Small manufacturer"),
                            ("startup", "Start-up"),
                            ("software", "Software"),
                            ("university", "University"),
                            ("community-college", "Community college"),
                            ("k12", "K-12 education"),
                            ("federal-agency", "Federal agency"),
                            ("national-lab", "National laboratory"),
                            ("state-local-government", "State or local government"),
                            ("economic-development", "Economic development"),
                            ("mep-center", "MEP center"),
                            ("association", "Association"),
                            ("labor", "Labor"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100)),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Two letters, ISO 3166-1.", max_length=2
                    ),
                ),
                ("website", models.URLField(blank=True, max_length=300)),
                (
                    "ror",
                    models.URLField(
                        blank=True,
                        help_text="https://ror.org/…, the Research Organization Registry.",
                        max_length=40,
                        verbose_name="ROR id",
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("name")),
                            models.F("aliases"),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("city"), models.F("subsector")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.Folded("name"), "key"],
            },
        ),
        migrations.CreateModel(
            name="PartnerEvent",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "aliases",
                    mfgusa.fields.text_lists.WordsField(
                        help_text="Other names, units that act under this name and acronyms, separated by semicolons."
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("industry", "Industry"),
                            ("academia", "Academia"),
                            ("government", "Government"),
                            ("nonprofit", "Nonprofit"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "subsector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("large-manufacturer", "Large manufacturer"),
                            ("small-manufacturer", "Small manufacturer"),
                            ("startup", "Start-up"),
                            ("software", "Software"),
                            ("university", "University"),
                            ("community-college", "Community college"),
                            ("k12", "K-12 education"),
                            ("federal-agency", "Federal agency"),
                            ("national-lab", "National laboratory"),
                            ("state-local-government", "State or local government"),
                            ("economic-development", "Economic development"),
                            ("mep-center", "MEP center"),
                            ("association", "Association"),
                            ("labor", "Labor"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100)),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Two letters, ISO 3166-1.", max_length=2
                    ),
                ),
                ("website", models.URLField(blank=True, max_length=300)),
                (
                    "ror",
                    models.URLField(
                        blank=True,
                        help_text="https://ror.org/…, the Research Organization Registry.",
                        max_length=40,
                        verbose_name="ROR id",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Project",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("project", "Project"),
                            ("award-round", "Award round"),
                            ("theme", "Theme"),
                        ],
                        default="project",
                        max_length=20,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("active", "Active"),
                            ("completed", "Completed"),
                            ("unknown", "Not recorded"),
                        ],
                        default="unknown",
                        max_length=20,
                    ),
                ),
                (
                    "start",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "end",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "federal_usd",
                    models.BigIntegerField(
                        blank=True,
                        db_comment="US dollars",
                        null=True,
                        verbose_name="federal money",
                    ),
                ),
                (
                    "cost_share_usd",
                    models.BigIntegerField(
                        blank=True,
                        db_comment="US dollars",
                        null=True,
                        verbose_name="cost share",
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
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("title")),
                            mfgusa.catalogue.search.fields.Words(models.F("topic")),
                            mfgusa.catalogue.search.fields.Words(models.F("summary")),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.Folded("title"), "key"],
            },
            bases=(institutes.models.measures.Readiness, models.Model),
        ),
        migrations.CreateModel(
            name="ProjectEvent",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=False)),
                ("title", models.CharField(max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("project", "Project"),
                            ("award-round", "Award round"),
                            ("theme", "Theme"),
                        ],
                        default="project",
                        max_length=20,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("active", "Active"),
                            ("completed", "Completed"),
                            ("unknown", "Not recorded"),
                        ],
                        default="unknown",
                        max_length=20,
                    ),
                ),
                (
                    "start",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "end",
                    mfgusa.fields.partial_dates.PartialDateField(blank=True, null=True),
                ),
                (
                    "federal_usd",
                    models.BigIntegerField(
                        blank=True,
                        db_comment="US dollars",
                        null=True,
                        verbose_name="federal money",
                    ),
                ),
                (
                    "cost_share_usd",
                    models.BigIntegerField(
                        blank=True,
                        db_comment="US dollars",
                        null=True,
                        verbose_name="cost share",
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
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProjectPartner",
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
                    "role",
                    models.CharField(
                        choices=[("lead", "Lead"), ("participant", "Participant")],
                        default="participant",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ["project__key", "role", "partner__key"],
            },
        ),
        migrations.CreateModel(
            name="ProjectPartnerEvent",
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
                    "role",
                    models.CharField(
                        choices=[("lead", "Lead"), ("participant", "Participant")],
                        default="participant",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Site",
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
                ("name", models.CharField(db_collation="C", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("headquarters", "Headquarters"),
                            ("satellite", "Satellite"),
                            ("pilot-facility", "Pilot facility"),
                            ("innovation-center", "Innovation center"),
                        ],
                        max_length=20,
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=200)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("postal_code", models.CharField(blank=True, max_length=10)),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        db_comment="degrees north, WGS 84",
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        db_comment="degrees east, WGS 84",
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                    ),
                ),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[("address", "Street address"), ("city", "City")],
                        help_text="What the point stands for.",
                        max_length=10,
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("name")),
                            mfgusa.catalogue.search.fields.Words(models.F("city")),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("street"), models.F("kind")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["institute__key", "name"],
            },
        ),
        migrations.CreateModel(
            name="SiteEvent",
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
                ("name", models.CharField(db_collation="C", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("headquarters", "Headquarters"),
                            ("satellite", "Satellite"),
                            ("pilot-facility", "Pilot facility"),
                            ("innovation-center", "Innovation center"),
                        ],
                        max_length=20,
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=200)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("postal_code", models.CharField(blank=True, max_length=10)),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        db_comment="degrees north, WGS 84",
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        db_comment="degrees east, WGS 84",
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                    ),
                ),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[("address", "Street address"), ("city", "City")],
                        help_text="What the point stands for.",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="State",
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
                ("code", models.CharField(db_collation="C", max_length=2, unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                (
                    "fips",
                    models.CharField(
                        db_comment="FIPS 5-2 state code",
                        max_length=2,
                        unique=True,
                        verbose_name="FIPS code",
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        choices=[
                            ("northeast", "Northeast"),
                            ("midwest", "Midwest"),
                            ("south", "South"),
                            ("west", "West"),
                            ("island-areas", "Puerto Rico and the Island Areas"),
                        ],
                        max_length=20,
                        verbose_name="census region",
                    ),
                ),
                (
                    "division",
                    models.CharField(
                        choices=[
                            ("new-england", "New England"),
                            ("middle-atlantic", "Middle Atlantic"),
                            ("east-north-central", "East North Central"),
                            ("west-north-central", "West North Central"),
                            ("south-atlantic", "South Atlantic"),
                            ("east-south-central", "East South Central"),
                            ("west-south-central", "West South Central"),
                            ("mountain", "Mountain"),
                            ("pacific", "Pacific"),
                            ("island-areas", "Puerto Rico and the Island Areas"),
                        ],
                        max_length=20,
                        verbose_name="census division",
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(
                                models.F("name"), models.F("code")
                            ),
                            mfgusa.catalogue.search.fields.Words(),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("region"), models.F("division")
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.Folded("name")],
            },
        ),
        migrations.CreateModel(
            name="StateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(db_collation="C", max_length=2)),
                ("name", models.CharField(max_length=60)),
                (
                    "fips",
                    models.CharField(
                        db_comment="FIPS 5-2 state code",
                        max_length=2,
                        verbose_name="FIPS code",
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        choices=[
                            ("northeast", "Northeast"),
                            ("midwest", "Midwest"),
                            ("south", "South"),
                            ("west", "West"),
                            ("island-areas", "Puerto Rico and the Island Areas"),
                        ],
                        max_length=20,
                        verbose_name="census region",
                    ),
                ),
                (
                    "division",
                    models.CharField(
                        choices=[
                            ("new-england", "New England"),
                            ("middle-atlantic", "Middle Atlantic"),
                            ("east-north-central", "East North Central"),
                            ("west-north-central", "West North Central"),
                            ("south-atlantic", "South Atlantic"),
                            ("east-south-central", "East South Central"),
                            ("west-south-central", "West South Central"),
                            ("mountain", "Mountain"),
                            ("pacific", "Pacific"),
                            ("island-areas", "Puerto Rico and the Island Areas"),
                        ],
                        max_length=20,
                        verbose_name="census division",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkforceProgram",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("k12", "K-12 students"),
                            ("community-college", "Community college students"),
                            ("university", "University students"),
                            ("incumbent-worker", "People in work"),
                            ("veteran", "Veterans and service members"),
                            ("educator", "Educators"),
                            ("general", "Everyone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("credential", models.CharField(blank=True, max_length=100)),
                (
                    "learners",
                    models.PositiveIntegerField(
                        blank=True, db_comment="people", null=True
                    ),
                ),
                (
                    "learners_bound",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exact", "exactly"),
                            ("at-least", "at least"),
                            ("at-most", "at most"),
                            ("about", "about"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "learners_period",
                    models.CharField(
                        blank=True,
                        help_text="When they were counted, in the words of the source.",
                        max_length=60,
                    ),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(models.F("name")),
                            mfgusa.catalogue.search.fields.Words(
                                models.F("credential")
                            ),
                            mfgusa.catalogue.search.fields.Words(models.F("summary")),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": [mfgusa.catalogue.search.fields.Folded("name"), "key"],
            },
        ),
        migrations.CreateModel(
            name="WorkforceProgramEvent",
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
                ("key", mfgusa.fields.slug_keys.KeyField(max_length=80, unique=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("k12", "K-12 students"),
                            ("community-college", "Community college students"),
                            ("university", "University students"),
                            ("incumbent-worker", "People in work"),
                            ("veteran", "Veterans and service members"),
                            ("educator", "Educators"),
                            ("general", "Everyone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("credential", models.CharField(blank=True, max_length=100)),
                (
                    "learners",
                    models.PositiveIntegerField(
                        blank=True, db_comment="people", null=True
                    ),
                ),
                (
                    "learners_bound",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exact", "exactly"),
                            ("at-least", "at least"),
                            ("at-most", "at most"),
                            ("about", "about"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "learners_period",
                    models.CharField(
                        blank=True,
                        help_text="When they were counted, in the words of the source.",
                        max_length=60,
                    ),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="address"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkforceProgramStateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Agency",
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
                    "code",
                    models.CharField(db_collation="C", max_length=20, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                ("website", models.URLField(blank=True, max_length=300)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mfgusa.catalogue.search.fields.SearchDocument(
                            mfgusa.catalogue.search.fields.Words(
                                models.F("code"), models.F("name")
                            ),
                            mfgusa.catalogue.search.fields.Words(),
                            mfgusa.catalogue.search.fields.Words(models.F("website")),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="institutes.agency",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="agency",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="agencyevent",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.agency",
            ),
        ),
        migrations.AddField(
            model_name="agencyevent",
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
            model_name="agencyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.agency",
            ),
        ),
        migrations.AddField(
            model_name="agencyevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="focusarea",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="focusareaevent",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="focusareaevent",
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
            model_name="focusareaevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="fundingrecord",
            name="part_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The record that contains this one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="institutes.fundingrecord",
            ),
        ),
        migrations.AddField(
            model_name="fundingrecord",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="fundingrecordevent",
            name="part_of",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The record that contains this one.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.fundingrecord",
            ),
        ),
        migrations.AddField(
            model_name="fundingrecordevent",
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
            model_name="fundingrecordevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.fundingrecord",
            ),
        ),
        migrations.AddField(
            model_name="fundingrecordevent",
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
            model_name="indicator",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="indicator_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("definition", ""), _negated=True),
                name="indicator_is_defined",
                violation_error_message="Say what the indicator measures.",
            ),
        ),
        migrations.AddField(
            model_name="indicatorevent",
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
            model_name="indicatorevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.indicator",
            ),
        ),
        migrations.AddField(
            model_name="institute",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="institutes",
                to="institutes.agency",
            ),
        ),
        migrations.AddField(
            model_name="institute",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="fundingrecordevent",
            name="institute",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="fundingrecord",
            name="institute",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty for the whole network.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="funding_records",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="instituteevent",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.agency",
            ),
        ),
        migrations.AddField(
            model_name="instituteevent",
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
            model_name="instituteevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="instituteevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="institutefocusarea",
            name="focus_area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="institute_links",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="institutefocusarea",
            name="institute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="focus_links",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="institute",
            name="focus_areas",
            field=models.ManyToManyField(
                related_name="institutes",
                through="institutes.InstituteFocusArea",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="institutefocusareaevent",
            name="focus_area",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="institutefocusareaevent",
            name="institute",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="institutefocusareaevent",
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
            model_name="institutefocusareaevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.institutefocusarea",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="institute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="institute",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
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
            model_name="membershipevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.membership",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observations",
                to="institutes.indicator",
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="institute",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty for the whole network.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observations",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="observationevent",
            name="indicator",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.indicator",
            ),
        ),
        migrations.AddField(
            model_name="observationevent",
            name="institute",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="observationevent",
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
            model_name="observationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.observation",
            ),
        ),
        migrations.AddField(
            model_name="observationevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="partner",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.partner",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="institutes.partner",
            ),
        ),
        migrations.AddField(
            model_name="partnerevent",
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
            model_name="partnerevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.partner",
            ),
        ),
        migrations.AddField(
            model_name="partnerevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="focus_area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="projects",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="institute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="projects",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="focus_area",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="institute",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="projectevent",
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
            model_name="projectevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.project",
            ),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="projectpartner",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="project_links",
                to="institutes.partner",
            ),
        ),
        migrations.AddField(
            model_name="projectpartner",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="partner_links",
                to="institutes.project",
            ),
        ),
        migrations.AddField(
            model_name="projectpartner",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="partners",
            field=models.ManyToManyField(
                related_name="projects",
                through="institutes.ProjectPartner",
                to="institutes.partner",
            ),
        ),
        migrations.AddField(
            model_name="projectpartnerevent",
            name="partner",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.partner",
            ),
        ),
        migrations.AddField(
            model_name="projectpartnerevent",
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
            model_name="projectpartnerevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.projectpartner",
            ),
        ),
        migrations.AddField(
            model_name="projectpartnerevent",
            name="project",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.project",
            ),
        ),
        migrations.AddField(
            model_name="projectpartnerevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="institute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="siteevent",
            name="institute",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="siteevent",
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
            model_name="siteevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.site",
            ),
        ),
        migrations.AddField(
            model_name="siteevent",
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
            model_name="state",
            index=models.Index(fields=["region", "division"], name="state_by_region"),
        ),
        migrations.AddIndex(
            model_name="state",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="state_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="state",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code__regex", "^[A-Z]{2}$"), ("fips__regex", "^[0-9]{2}$")
                ),
                name="state_has_postal_and_fips_code",
                violation_error_message="A state has a two-letter postal code and a two-digit FIPS code.",
            ),
        ),
        migrations.AddField(
            model_name="siteevent",
            name="state",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="state",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="partnerevent",
            name="state",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="state",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="partners",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="instituteevent",
            name="state",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="institute",
            name="state",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="institutes",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="stateevent",
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
            model_name="stateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="workforceprogram",
            name="institute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="workforce_programs",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="workforceprogram",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="workforceprogram",
            name="states",
            field=models.ManyToManyField(
                blank=True, related_name="workforce_programs", to="institutes.state"
            ),
        ),
        migrations.AddField(
            model_name="workforceprogramevent",
            name="institute",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.institute",
            ),
        ),
        migrations.AddField(
            model_name="workforceprogramevent",
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
            model_name="workforceprogramevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="institutes.workforceprogram",
            ),
        ),
        migrations.AddField(
            model_name="workforceprogramevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="provenance.source",
            ),
        ),
        migrations.AddField(
            model_name="workforceprogramstateevent",
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
            model_name="workforceprogramstateevent",
            name="state",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.state",
            ),
        ),
        migrations.AddField(
            model_name="workforceprogramstateevent",
            name="workforceprogram",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="institutes.workforceprogram",
            ),
        ),
        migrations.AddIndex(
            model_name="agency",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="agency_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z0-9]+(-[A-Z0-9]+)*$")),
                name="agency_code_is_upper_case",
                violation_error_message="An agency's code has upper-case letters, digits and single hyphens only, such as “OSD-MANTECH”.",
            ),
        ),
        migrations.AddIndex(
            model_name="focusarea",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="focus_area_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="focusarea",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True),
                name="focus_area_is_not_its_own_parent",
                violation_error_message="A focus area cannot be its own parent.",
            ),
        ),
        migrations.AddIndex(
            model_name="fundingrecord",
            index=models.Index(fields=["kind", "funder_type"], name="funding_by_kind"),
        ),
        migrations.AddIndex(
            model_name="fundingrecord",
            index=models.Index(fields=["fiscal_year"], name="funding_by_year"),
        ),
        migrations.AddIndex(
            model_name="fundingrecord",
            index=models.Index(fields=["amount_usd"], name="funding_by_amount"),
        ),
        migrations.AddIndex(
            model_name="fundingrecord",
            index=models.Index(fields=["bound"], name="funding_by_bound"),
        ),
        migrations.AddIndex(
            model_name="fundingrecord",
            index=models.Index(fields=["funder"], name="funding_by_funder"),
        ),
        migrations.AddIndex(
            model_name="fundingrecord",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="funding_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_usd__gte", 0)),
                name="funding_amount_is_not_negative",
                violation_error_message="An amount cannot be negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fiscal_year__isnull", True),
                    ("fiscal_year__range", (1900, 2100)),
                    _connector="OR",
                ),
                name="funding_year_has_four_digits",
                violation_error_message="A fiscal year has four digits: 2016.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period_start__isnull", True),
                    ("period_end__isnull", True),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Concat(
                            models.F("period_end"),
                            models.Value("~"),
                            output_field=models.TextField(),
                        ),
                        models.F("period_start"),
                    ),
                    _connector="OR",
                ),
                name="funding_ends_after_it_starts",
                violation_error_message="A funding period cannot end before it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("part_of", models.F("id")), _negated=True),
                name="funding_is_not_part_of_itself",
                violation_error_message="A record cannot be part of itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutefocusarea",
            constraint=models.UniqueConstraint(
                fields=("institute", "focus_area"),
                name="focus_area_linked_once",
                violation_error_message="This institute has this focus area already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutefocusarea",
            constraint=models.UniqueConstraint(
                condition=models.Q(("primary", True)),
                fields=("institute",),
                name="institute_has_one_primary_focus",
                violation_error_message="An institute has exactly one primary focus area.",
            ),
        ),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                fields=["fiscal_year", "rank"], name="observation_by_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                fields=("institute", "indicator", "fiscal_year", "as_of", "source"),
                name="observation_once",
                nulls_distinct=False,
                violation_error_message="This source is entered already for this scope, indicator and time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rank", "preferred")),
                fields=("institute", "fiscal_year", "indicator"),
                name="observation_one_preferred",
                nulls_distinct=False,
                violation_error_message="Another observation of this scope, year and indicator is preferred already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)),
                name="observation_is_not_negative",
                violation_error_message="A value cannot be negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fiscal_year__isnull", True),
                    ("fiscal_year__range", (1900, 2100)),
                    _connector="OR",
                ),
                name="observation_year_has_four_digits",
                violation_error_message="A fiscal year has four digits: 2016.",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["role"], name="membership_by_role"),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["since", "until"], name="membership_by_time"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("institute", "partner", "role", "tier", "since"),
                name="membership_once",
                nulls_distinct=False,
                violation_error_message="This partner has this role, tier and start at this institute already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since__isnull", True),
                    ("until__isnull", True),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Concat(
                            models.F("until"),
                            models.Value("~"),
                            output_field=models.TextField(),
                        ),
                        models.F("since"),
                    ),
                    _connector="OR",
                ),
                name="membership_ends_after_it_starts",
                violation_error_message="A membership cannot end before it starts.",
            ),
        ),
        migrations.AddIndex(
            model_name="projectpartner",
            index=models.Index(fields=["role"], name="project_partner_by_role"),
        ),
        migrations.AddConstraint(
            model_name="projectpartner",
            constraint=models.UniqueConstraint(
                fields=("project", "partner"),
                name="project_partner_once",
                violation_error_message="This partner is in this project already.",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                mfgusa.catalogue.search.fields.Folded("title"),
                models.F("key"),
                name="project_by_title",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["kind", "status"], name="project_by_status"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["start", "end"], name="project_by_time"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["federal_usd"], name="project_by_money"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["trl_start", "trl_end"], name="project_by_trl"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="project_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start__isnull", True),
                    ("end__isnull", True),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Concat(
                            models.F("end"),
                            models.Value("~"),
                            output_field=models.TextField(),
                        ),
                        models.F("start"),
                    ),
                    _connector="OR",
                ),
                name="project_ends_after_it_starts",
                violation_error_message="A project cannot end before it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
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
                name="project_trl_in_order",
                violation_error_message="Technology readiness levels go from 1 to 9, and “from” is not above “to”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("federal_usd__gte", 0),
                        ("federal_usd__isnull", True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("cost_share_usd__gte", 0),
                        ("cost_share_usd__isnull", True),
                        _connector="OR",
                    ),
                ),
                name="project_money_is_not_negative",
                violation_error_message="An amount cannot be negative.",
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=["kind"], name="site_by_kind"),
        ),
        migrations.AddIndex(
            model_name="site",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="site_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                fields=("institute", "name"),
                name="site_named_once",
                violation_error_message="This institute has a site of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("latitude__isnull", True),
                        ("longitude__isnull", True),
                        ("precision", ""),
                    ),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (-90, 90)),
                        ("longitude__isnull", False),
                        ("longitude__range", (-180, 180)),
                        models.Q(("precision", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="site_point_is_whole",
                violation_error_message="A point has a latitude (-90 to 90), a longitude (-180 to 180) and a precision, or none of them.",
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(
                mfgusa.catalogue.search.fields.Folded("name"),
                models.F("key"),
                include=("id", "name"),
                name="partner_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(
                fields=["sector", "subsector"], name="partner_by_sector"
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(fields=["country"], name="partner_by_country"),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="partner_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ror", ""), _negated=True),
                fields=("ror",),
                name="partner_ror_once",
                violation_error_message="Another partner has this ROR id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("country", ""), ("country__regex", "^[A-Z]{2}$"), _connector="OR"
                ),
                name="partner_country_is_iso",
                violation_error_message="A country is two upper-case letters, such as US (ISO 3166-1).",
            ),
        ),
        migrations.AddIndex(
            model_name="institute",
            index=models.Index(fields=["status"], name="institute_by_status"),
        ),
        migrations.AddIndex(
            model_name="institute",
            index=models.Index(
                mfgusa.catalogue.search.fields.Folded("acronym"),
                models.F("key"),
                name="institute_by_acronym",
            ),
        ),
        migrations.AddIndex(
            model_name="institute",
            index=models.Index(
                mfgusa.catalogue.search.fields.Folded("name"), name="institute_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="institute",
            index=models.Index(
                fields=["established"], name="institute_by_establishment"
            ),
        ),
        migrations.AddIndex(
            model_name="institute",
            index=models.Index(fields=["announced"], name="institute_by_announcement"),
        ),
        migrations.AddIndex(
            model_name="institute",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="institute_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="institute",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__in", ["network", "compare"]), _negated=True),
                name="institute_key_is_free",
                violation_error_message="“network” stands for the whole network in every table and “compare” is a page, so no institute can have that key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="institute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed", None),
                    ("status__in", ["closed", "transitioned"]),
                    _connector="OR",
                ),
                name="institute_that_closed_says_so",
                violation_error_message="An institute with a closing date is closed or transitioned.",
            ),
        ),
        migrations.AddConstraint(
            model_name="institute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("established__isnull", True),
                    ("closed__isnull", True),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Concat(
                            models.F("closed"),
                            models.Value("~"),
                            output_field=models.TextField(),
                        ),
                        models.F("established"),
                    ),
                    _connector="OR",
                ),
                name="institute_closes_after_it_starts",
                violation_error_message="An institute cannot close before it is established.",
            ),
        ),
        migrations.AddIndex(
            model_name="workforceprogram",
            index=models.Index(
                mfgusa.catalogue.search.fields.Folded("name"),
                models.F("key"),
                name="program_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="workforceprogram",
            index=models.Index(fields=["audience"], name="program_by_audience"),
        ),
        migrations.AddIndex(
            model_name="workforceprogram",
            index=models.Index(fields=["credential"], name="program_by_credential"),
        ),
        migrations.AddIndex(
            model_name="workforceprogram",
            index=models.Index(fields=["learners"], name="program_by_learners"),
        ),
        migrations.AddIndex(
            model_name="workforceprogram",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="program_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="workforceprogram",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("learners__isnull", True), ("learners_bound", "")),
                    models.Q(
                        ("learners__isnull", False),
                        models.Q(("learners_bound", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="program_learners_have_a_bound",
                violation_error_message="A number of learners says how exact it is; without a number there is nothing to bound.",
            ),
        ),
        migrations.CreateModel(
            name="WorkforceProgramState",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("institutes.workforceprogram_states",),
        ),
        migrations.RunSQL(
            read_sql(__file__, "partner_bitmaps"),
            "DELETE FROM catalogue_stalechunk WHERE index = 'partner'",
        ),
    ]
