"""Rules that two transactions could break together, each of them blameless alone."""

import pytest
from django.db import IntegrityError, connection, transaction

from institutes.models import Agency, FocusArea, FundingRecord
from tests.factories import (
    AgencyFactory,
    FocusAreaFactory,
    FundingRecordFactory,
    InstituteFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def agencies_in_a_circle():
    one, other = AgencyFactory.create_batch(2)
    agencies = Agency.objects
    return (
        lambda: agencies.filter(pk=one.pk).update(parent=other),
        lambda: agencies.filter(pk=other.pk).update(parent=one),
    )


def records_in_a_circle():
    one, other = FundingRecordFactory.create_batch(2)
    records = FundingRecord.objects
    return (
        lambda: records.filter(pk=one.pk).update(part_of=other),
        lambda: records.filter(pk=other.pk).update(part_of=one),
    )


def three_levels_of_areas():
    top, middle, bottom = FocusAreaFactory.create_batch(3)
    areas = FocusArea.objects
    return (
        lambda: areas.filter(pk=middle.pk).update(parent=top),
        lambda: areas.filter(pk=bottom.pk).update(parent=middle),
    )


def a_part_of_another_institute():
    lift, arm = InstituteFactory.create_batch(2)
    whole, part = FundingRecordFactory.create_batch(2, institute=lift)
    records = FundingRecord.objects
    return (
        lambda: records.filter(pk=whole.pk).update(institute=arm),
        lambda: records.filter(pk=part.pk).update(part_of=whole),
    )


PAIRS = [
    agencies_in_a_circle,
    records_in_a_circle,
    three_levels_of_areas,
    a_part_of_another_institute,
]


@pytest.mark.parametrize("pair", PAIRS)
def test_the_second_of_two_writers_waits_and_is_refused(pair, elsewhere):
    first, second = pair()

    with transaction.atomic():
        first()
        connection.check_constraints()
        other = elsewhere(second)
        with pytest.raises(TimeoutError):
            other.result(timeout=0.3)

    with pytest.raises(IntegrityError):
        other.result(timeout=10)


@pytest.mark.parametrize("pair", PAIRS)
def test_the_second_writer_goes_on_when_the_first_takes_it_back(pair, elsewhere):
    first, second = pair()

    with transaction.atomic():
        first()
        connection.check_constraints()
        other = elsewhere(second)
        transaction.set_rollback(True)

    assert other.result(timeout=10) is None
