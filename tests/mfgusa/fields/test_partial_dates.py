import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from institutes.models import Institute
from mfgusa.fields.partial_dates import PartialDate, PartialDateField
from mfgusa.provenance.models import Source
from tests.factories import SourceFactory
from tests.factories.every import with_fields

SENTENCE = (
    "“{}” is not a date. Write 2014, 2014-02 or 2014-02-25, "
    "as precise as the source is."
)
NO_DATES = ["14", "2014-2", "2014-13", "2014-00", "2014-02-30", "2014-02-", "0000"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2014-02-25", "2014-02-25", "2014-02-25"),
    ],
)
def test_a_partial_date_knows_the_days_it_may_mean(text, first, last):
    date = PartialDate(text)

    assert (str(date.first_day), str(date.last_day)) == (first, last)


@pytest.mark.parametrize("text", ["", "14", "2014-2", "2014-02-", "٢٠١٤", "2014\n"])
def test_text_of_another_shape_is_refused(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        PartialDate(text)


@pytest.mark.parametrize("text", ["0000", "2014-13", "2014-00", "2014-02-30"])
def test_days_that_never_come_are_refused(text):
    with pytest.raises(ValueError, match=r"must be in|out of range"):
        PartialDate(text)


@given(st.dates(), st.dates())
def test_partial_dates_sort_like_the_days_they_begin(one, other):
    texts = [str(one), str(other)]

    assert sorted(texts) == [str(date_display) for date_display in sorted([one, other])]


def test_a_date_is_shown_no_more_precisely_than_it_is_known():
    shown = [PartialDate(d).display for d in ("2014", "2014-02", "2014-02-25")]

    assert shown == ["2014", "February 2014", "25 February 2014"]


@pytest.mark.parametrize("text", ["2014", "2014-02", " 2014-02-25 "])
def test_a_field_takes_dates_as_precise_as_they_are(text):
    date = PartialDateField().clean(text, None)

    assert (type(date), date) == (PartialDate, text.strip())


@pytest.mark.parametrize("text", ["2/25/2014", "Feb 2014", *NO_DATES])
def test_a_field_says_how_to_write_a_date(text):
    with pytest.raises(ValidationError) as refusal:
        PartialDateField().clean(text, None)

    assert refusal.value.messages == [SENTENCE.format(text)]


@pytest.mark.parametrize("blank", ["", None])
def test_a_blank_date_is_not_recorded(blank):
    assert PartialDateField(null=True, blank=True).clean(blank, None) is None


def write(text, table="provenance_source", column="published"):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [text])


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "2014\n", "٢٠١٤", "2014-02-25x", *NO_DATES])
def test_the_database_refuses_what_is_not_a_date(text):
    SourceFactory()

    with pytest.raises((IntegrityError, DataError)):
        write(text)


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "field"), with_fields(PartialDateField))
def test_every_partial_date_is_checked_by_the_database(factory, field):
    table = factory()._meta.db_table
    if field == "closed":  # Only what is closed may say when.
        Institute.objects.update(status=Institute.Status.CLOSED)

    with pytest.raises(IntegrityError, match=f"{field}_check"):
        write("2014-13", table, f'"{field}"')


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2014", "2014-02", "2024-02-29", None])
def test_a_date_comes_back_as_it_was_written(text):
    SourceFactory(published=text)

    assert Source.objects.get().published == text


@pytest.fixture
def dated():
    for date in ("2013-12-31", "2014", "2014-02", "2014-02-25", "2015"):
        SourceFactory(key=f"on-{date}", published=date)
    SourceFactory(key="undated")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lookup", "dates"),
    [
        ({"gte": "2014"}, ["2014", "2014-02", "2014-02-25", "2015"]),
        ({"gt": "2014"}, ["2014-02", "2014-02-25", "2015"]),
        ({"lt": "2014"}, ["2013-12-31"]),
        ({"lte": "2014-02"}, ["2013-12-31", "2014", "2014-02"]),
        ({"exact": "2014"}, ["2014"]),
        ({"startswith": "2014"}, ["2014", "2014-02", "2014-02-25"]),
        ({"in": ["2014", "2015"]}, ["2014", "2015"]),
        ({"range": ("2014", "2014-12")}, ["2014", "2014-02", "2014-02-25"]),
    ],
)
def test_dates_are_compared_as_they_begin(dated, lookup, dates):
    (name, value), *_ = lookup.items()

    found = Source.objects.filter(**{f"published__{name}": value})

    ordered = found.order_by("published").values_list("published", flat=True)
    assert list(ordered) == dates


@pytest.mark.django_db
def test_what_is_not_recorded_can_be_found(dated):
    assert Source.objects.get(published=None).key == "undated"


def test_a_form_shows_how_a_date_is_written():
    field = PartialDateField(null=True, blank=True).formfield()

    assert "2014, 2014-02 or 2014-02-25" in str(field.help_text)
    assert field.widget.attrs["placeholder"] == "YYYY-MM-DD"
    assert field.clean("") is None


def test_a_form_keeps_the_help_text_of_its_field():
    field = PartialDateField(help_text="When it was read.").formfield()

    assert (field.help_text, field.required) == ("When it was read.", True)
