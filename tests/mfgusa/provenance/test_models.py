import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from mfgusa.provenance.models import Source
from tests.factories import PartnerFactory, SourceFactory

pytestmark = pytest.mark.django_db


def test_a_source_that_facts_rest_on_stays():
    source = PartnerFactory().source

    with pytest.raises(ProtectedError):
        source.delete()


def test_sources_without_an_address_may_be_many():
    SourceFactory.create_batch(2, url="")

    assert Source.objects.filter(url="").count() == 2


def test_a_form_says_that_the_address_is_taken():
    SourceFactory(url="https://www.nist.gov/oam")

    with pytest.raises(ValidationError) as refusal:
        SourceFactory.build(url="https://www.nist.gov/oam").full_clean()

    sentence = "A source with this address exists already."
    assert refusal.value.messages == [sentence]


def test_a_source_is_known_by_its_key():
    source = SourceFactory(key="gao-2019", title="Advanced Manufacturing")

    assert Source.objects.get_by_natural_key(*source.natural_key()) == source
    assert str(source) == "Advanced Manufacturing"
