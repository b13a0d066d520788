import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from institutes.models import Institute
from mfgusa.fields.slug_keys import SlugKeyField
from mfgusa.provenance.models import Source
from tests.factories import SourceFactory
from tests.factories.every import with_fields

SENTENCE = (
    "A key has lower-case letters, digits and single hyphens only, "
    "such as “america-makes”."
)
GOOD = ["america-makes", "a", "3m", "lift-2014-02"]
BAD = ["Upper Case", "Upper", "a_b", "a--b", "-a", "a-", "é", "a\n", "a.b", "٣"]


@pytest.mark.parametrize("key", GOOD)
def test_slugs_are_keys(key):
    SlugKeyField().clean(key, None)


@pytest.mark.parametrize("key", BAD)
def test_other_text_is_no_key(key):
    with pytest.raises(ValidationError) as refusal:
        SlugKeyField().clean(key, None)

    assert refusal.value.messages == [SENTENCE]


@pytest.mark.django_db
@pytest.mark.parametrize("key", [*BAD, ""])
def test_the_database_refuses_other_text(key):
    SourceFactory()

    with pytest.raises(IntegrityError, match="provenance_source_key_check"):
        Source.objects.update(key=key)


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "field"), with_fields(SlugKeyField))
def test_every_key_is_checked_by_the_database(factory, field):
    row = factory()

    with pytest.raises(IntegrityError, match=f"{field}_check"):
        type(row).objects.filter(pk=row.pk).update(**{field: "Upper Case"})


@pytest.mark.django_db
@pytest.mark.parametrize("key", GOOD)
def test_the_database_takes_slugs(key):
    SourceFactory(key=key)

    assert Source.objects.get_by_natural_key(key)


@pytest.mark.django_db
def test_keys_are_ordered_by_their_characters():
    for key in ("b", "a-c", "ab", "a"):
        SourceFactory(key=key)

    assert list(Source.objects.values_list("key", flat=True)) == ["a", "a-c", "ab", "b"]


def test_a_key_is_unique_unless_told_otherwise():
    event_key = Institute.pgh_event_model._meta.get_field("key")

    assert SlugKeyField().unique
    assert not event_key.unique
    assert not event_key.clone().unique
