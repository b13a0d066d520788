"""A migration can change what a generated column is made of, and columns of history."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.db.models.functions import Concat
from django.test.utils import isolate_apps

from mfgusa.provenance.models import Source
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db

INDEXES = "SELECT indexname FROM pg_indexes WHERE tablename = 'labeled'"


def label_of(label):
    """The field of a model whose table is called `labeled`."""

    with isolate_apps("institutes"):

        class Labeled(models.Model):  # noqa: DJ008
            name = models.TextField()

            class Meta:
                app_label = "institutes"
                db_table = "labeled"

    label.contribute_to_class(Labeled, "label")
    return Labeled._meta.get_field("label")


def generated(expression):
    return models.GeneratedField(
        expression=expression,
        output_field=models.TextField(),
        db_persist=True,
        db_index=True,
    )


def test_the_expression_of_a_generated_column_is_changed_in_place():
    before = label_of(generated(F("name")))
    after = label_of(generated(Concat("name", models.Value("!"))))
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        editor.create_model(before.model)
        before.model.objects.create(name="Ames")
        indexes = cursor.execute(INDEXES).fetchall()

        editor.alter_field(before.model, before, after)

        cursor.execute("SELECT label FROM labeled")
        assert cursor.fetchall() == [("Ames!",)]
        assert cursor.execute(INDEXES).fetchall() == indexes


def test_a_column_that_becomes_a_generated_one_is_still_refused():
    before, after = label_of(models.TextField()), label_of(generated(F("name")))
    with (
        connection.schema_editor() as editor,
        pytest.raises(ValueError, match="Modifying GeneratedFields"),
    ):
        editor.alter_field(before.model, before, after)


def test_a_column_of_history_is_altered_and_the_history_is_closed_again():
    events = Source.pgh_event_model
    before, after = models.TextField(null=True), models.TextField(default="")
    for field in (before, after):
        field.set_attributes_from_name("motto")
    SourceFactory()
    connection.check_constraints()  # Nothing may be left for the commit.
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        editor.add_field(events, before)

        editor.alter_field(events, before, after)

        table = events._meta.db_table
        cursor.execute(f"SELECT motto FROM {table}")
        assert cursor.fetchall() == [("",)]
        closed = pytest.raises(IntegrityError, match="History is only added to")
        with closed, transaction.atomic():
            cursor.execute(f"UPDATE {table} SET motto = 'Rewritten'")
