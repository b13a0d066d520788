import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeededKey",
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
                ("table", models.CharField(max_length=60)),
                ("key", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("table", "key"),
                        name="seeded_key_unique",
                        violation_error_message="This key has been seeded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("import", "file"),
                            ("undo", "undo"),
                            ("seed", "facts that come with the code"),
                        ],
                        default="import",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting to be planned"),
                            ("planning", "being planned"),
                            ("refused", "could not be read"),
                            ("planned", "planned"),
                            ("committing", "being committed"),
                            ("committed", "committed"),
                            ("stale", "refused: the data had changed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("table", models.CharField(blank=True, max_length=60)),
                ("tables", models.JSONField(default=list)),
                ("file_name", models.CharField(blank=True, max_length=255)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(db_comment="bytes", default=0)),
                (
                    "is_small",
                    models.BooleanField(
                        db_comment="planned within the request, not by a worker",
                        default=False,
                    ),
                ),
                ("remove_missing", models.BooleanField(default=False)),
                ("user_name", models.CharField(blank=True, max_length=150)),
                ("why", models.TextField(blank=True)),
                ("reading", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("columns", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                (
                    "started_at",
                    models.DateTimeField(
                        blank=True,
                        db_comment="when a worker last began to process it",
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("planned_at", models.DateTimeField(blank=True, null=True)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("committed_by_name", models.CharField(blank=True, max_length=150)),
                (
                    "committed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="committed_proposals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverts",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reverted_by",
                        to="proposals.proposal",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "committed")),
                        fields=("reverts",),
                        name="proposal_reverted_once",
                        violation_error_message="This import has been undone already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("committed_at__isnull", False), ("state", "committed")
                            ),
                            models.Q(
                                models.Q(("state", "committed"), _negated=True),
                                ("committed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_committed_at_a_time",
                        violation_error_message="A committed import has its time.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "proposal_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("table", models.CharField(max_length=60)),
                (
                    "number",
                    models.PositiveIntegerField(
                        db_comment="line of the file, 0 for none"
                    ),
                ),
                ("key", models.TextField()),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("create", "create"),
                            ("update", "change"),
                            ("delete", "remove"),
                            ("unchanged", "leave alone"),
                            ("error", "error"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "row_id",
                    models.BigIntegerField(db_comment="id in its table", null=True),
                ),
                (
                    "version",
                    models.BigIntegerField(
                        db_comment="of the row when planned", null=True
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("errors", models.JSONField(null=True)),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal_id", "position"],
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "proposal_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="AppliedRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "proposal_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("row_id", models.BigIntegerField()),
                ("version", models.BigIntegerField(null=True)),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="applied_rows",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal_id", "position"],
            },
        ),
    ]
