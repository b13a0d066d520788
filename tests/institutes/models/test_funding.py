import pytest
from django.core.exceptions import ValidationError

from institutes.models import FundingRecord
from tests.factories import FundingRecordFactory, InstituteFactory
from tests.institutes.promises import accepted, refused

pytestmark = pytest.mark.django_db

COMES_BACK = "The chain of records and their wholes comes back to where it began."
OTHER_SCOPE = "can be part only of a record of the same institute or of the network."


def rewrite(record, **fields):
    FundingRecord.objects.filter(pk=record.pk).update(**fields)


def chain(length, **fields):
    records = [FundingRecordFactory(**fields)]
    for _ in range(length - 1):
        records.append(FundingRecordFactory(part_of=records[-1], **fields))
    return records


def test_a_record_is_not_part_of_itself():
    record = FundingRecordFactory()

    with refused("funding_is_not_part_of_itself"):
        rewrite(record, part_of=record)


@pytest.mark.parametrize("length", [2, 3, 4])
def test_a_circle_of_wholes_is_refused(length):
    whole, *_, part = chain(length)

    with refused(COMES_BACK):
        rewrite(whole, part_of=part)


def test_a_circle_that_comes_whole_in_one_statement_is_refused():
    one, other = FundingRecordFactory.create_batch(2)
    one.part_of, other.part_of = other, one

    with refused(COMES_BACK):
        FundingRecord.objects.bulk_update([one, other], ["part_of"])


def test_a_long_chain_and_a_tree_are_fine():
    *_, part = chain(4)

    with accepted():
        FundingRecordFactory.create_batch(2, part_of=part)


def test_a_part_lies_in_a_whole_of_its_institute_or_of_the_network():
    lift = InstituteFactory()
    network, own = FundingRecordFactory(), FundingRecordFactory(institute=lift)

    with accepted():
        FundingRecordFactory(institute=lift, part_of=network)
        FundingRecordFactory(institute=lift, part_of=own)
        FundingRecordFactory(part_of=network)


@pytest.mark.parametrize("part_scope", ["another institute", "the network"])
def test_a_part_in_a_whole_of_another_scope_is_refused(part_scope):
    institute = InstituteFactory() if part_scope == "another institute" else None
    whole = FundingRecordFactory(institute=InstituteFactory())
    part = FundingRecordFactory(institute=institute)

    with refused(OTHER_SCOPE):
        rewrite(part, part_of=whole)


def test_the_institute_of_a_whole_cannot_leave_its_parts_behind():
    lift, arm = InstituteFactory.create_batch(2)
    whole, _ = chain(2, institute=lift)

    with refused(OTHER_SCOPE):
        rewrite(whole, institute=arm)


def test_the_institute_of_a_part_cannot_leave_its_whole():
    lift, arm = InstituteFactory.create_batch(2)
    _, part = chain(2, institute=lift)

    with refused(OTHER_SCOPE):
        rewrite(part, institute=arm)


def test_whole_and_parts_may_move_together():
    lift, arm = InstituteFactory.create_batch(2)
    chain(3, institute=lift)

    with accepted():
        FundingRecord.objects.filter(institute=lift).update(institute=arm)


def test_a_whole_may_become_one_of_the_network():
    whole, _ = chain(2, institute=InstituteFactory())

    with accepted():
        rewrite(whole, institute=None)


def test_a_form_says_that_the_chain_comes_back():
    whole, *_, part = chain(3)
    whole.part_of = part

    with pytest.raises(ValidationError) as refusal:
        whole.full_clean()

    sentence = "The chain of wholes comes back to this record."
    assert refusal.value.message_dict == {"part_of": [sentence]}


def test_a_form_says_that_the_whole_is_of_another_institute():
    whole = FundingRecordFactory(institute=InstituteFactory())
    part = FundingRecordFactory(institute=InstituteFactory())
    part.part_of = whole

    with pytest.raises(ValidationError) as refusal:
        part.full_clean()

    sentence = "The whole is of another institute; choose one of this."
    assert refusal.value.message_dict == {"part_of": [sentence]}


def test_a_record_is_known_by_its_key():
    record = FundingRecordFactory(key="lift-initial")

    assert FundingRecord.objects.get_by_natural_key("lift-initial") == record
    assert (str(record), record.natural_key()) == ("lift-initial", ("lift-initial",))
