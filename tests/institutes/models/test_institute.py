import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import ProtectedError

from institutes.models import Agency, FocusArea, Institute, InstituteFocusArea
from tests.factories import (
    AgencyFactory,
    FocusAreaFactory,
    InstituteFactory,
    InstituteFocusAreaFactory,
    SourceFactory,
)
from tests.institutes.promises import accepted, refused

pytestmark = pytest.mark.django_db

NO_PRIMARY = "An institute has exactly one primary focus area; AM has none."
TWO_LEVELS = "Focus areas have two levels"
COMES_BACK = "The chain of parent agencies comes back to where it began."


def america_makes(**fields):
    return Institute(key="am", acronym="AM", name="America Makes", **fields)


def test_an_institute_without_a_focus_area_is_refused():
    source = SourceFactory()

    with refused(NO_PRIMARY):
        Institute.objects.bulk_create([america_makes(source=source)])


def test_an_institute_whose_only_area_is_not_primary_is_refused():
    source, area = SourceFactory(), FocusAreaFactory()

    with refused(NO_PRIMARY):
        Institute.objects.bulk_create([institute := america_makes(source=source)])
        institute.focus_links.create(focus_area=area, primary=False)


def test_an_institute_and_its_area_may_come_in_one_transaction():
    source, area = SourceFactory(), FocusAreaFactory()

    with accepted():
        Institute.objects.bulk_create([institute := america_makes(source=source)])
        institute.focus_links.create(focus_area=area, primary=True)


@pytest.mark.parametrize("primary", [True, False])
def test_only_one_of_two_areas_is_primary(primary):
    link = InstituteFocusAreaFactory()

    if primary:
        with refused("institute_has_one_primary_focus"):
            InstituteFocusArea.objects.filter(pk=link.pk).update(primary=True)
    else:
        with accepted():
            InstituteFocusArea.objects.filter(pk=link.pk).update(primary=False)


def test_the_primary_area_cannot_be_taken_away():
    links = InstituteFactory(acronym="AM").focus_links

    with refused(NO_PRIMARY):
        links.all().delete()
    with refused(NO_PRIMARY):
        links.update(primary=False)


def test_the_primary_area_cannot_be_given_to_another_institute():
    lift, am = InstituteFactory(), InstituteFactory(acronym="AM")

    with refused(NO_PRIMARY):
        lift.focus_links.update(primary=False)
        am.focus_links.update(institute=lift)


def test_a_further_area_can_be_taken_away():
    link = InstituteFocusAreaFactory()

    with accepted():
        link.delete()


def test_the_primary_area_can_move_within_a_transaction():
    robotics, institute = FocusAreaFactory(), InstituteFactory()

    with accepted():
        institute.focus_links.update(primary=False)
        institute.focus_links.create(focus_area=robotics, primary=True)

    assert institute.focus_links.get(primary=True).focus_area == robotics


def test_an_institute_goes_with_its_focus_areas():
    institute = InstituteFactory()

    with accepted():
        institute.delete()

    assert not InstituteFocusArea.objects.exists()


def test_raw_sql_cannot_leave_an_institute_without_an_area():
    InstituteFactory(acronym="AM")

    with refused(NO_PRIMARY), connection.cursor() as cursor:
        cursor.execute("DELETE FROM institutes_institutefocusarea")


@pytest.mark.django_db(transaction=True)
def test_an_institute_without_an_area_is_refused_at_commit():
    with pytest.raises(IntegrityError, match="exactly one primary focus area"):
        america_makes(source=SourceFactory()).save()

    assert not Institute.objects.exists()


def test_an_area_that_institutes_work_in_stays():
    area = InstituteFactory().focus_areas.get()

    with pytest.raises(ProtectedError):
        area.delete()


def test_a_child_of_a_child_area_is_refused():
    parent = FocusAreaFactory(parent=FocusAreaFactory())
    child = FocusAreaFactory()

    with refused(TWO_LEVELS):
        FocusArea.objects.filter(pk=child.pk).update(parent=parent)
    with refused(TWO_LEVELS):
        FocusArea.objects.bulk_create([FocusArea(slug="deep", parent=parent)])


def test_an_area_that_holds_others_cannot_lie_in_one():
    parent, other = FocusAreaFactory.create_batch(2)
    FocusAreaFactory(parent=parent)

    with refused(TWO_LEVELS):
        FocusArea.objects.filter(pk=parent.pk).update(parent=other)


def test_two_areas_cannot_hold_each_other():
    one, other = FocusAreaFactory.create_batch(2)

    with refused(TWO_LEVELS):
        FocusArea.objects.filter(pk=one.pk).update(parent=other)
        FocusArea.objects.filter(pk=other.pk).update(parent=one)


def test_an_area_may_hold_several_and_they_may_move():
    old, new = FocusAreaFactory.create_batch(2)
    FocusAreaFactory.create_batch(2, parent=old)

    with accepted():
        old.children.update(parent=new)

    assert new.children.count() == 2


def test_levels_may_be_swapped_within_a_transaction():
    parent = FocusAreaFactory()
    child = FocusAreaFactory(parent=parent)

    with accepted():
        FocusArea.objects.filter(pk=parent.pk).update(parent=child)
        FocusArea.objects.filter(pk=child.pk).update(parent=None)


def test_a_form_says_that_there_are_two_levels():
    parent = FocusAreaFactory(parent=FocusAreaFactory())

    with pytest.raises(ValidationError, match="this one has a parent"):
        FocusAreaFactory.build(parent=parent).full_clean()
    with pytest.raises(ValidationError, match="Other areas lie in this one"):
        FocusArea(pk=parent.parent_id, slug="x", parent=FocusAreaFactory()).clean()


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_circle_of_agencies_is_refused(length):
    agencies = [AgencyFactory()]
    for _ in range(length - 1):
        agencies.append(AgencyFactory(parent=agencies[-1]))

    with refused(COMES_BACK):
        Agency.objects.filter(pk=agencies[0].pk).update(parent=agencies[-1])


def test_a_chain_of_agencies_may_be_as_long_as_it_is():
    agency = AgencyFactory()

    with accepted():
        for _ in range(4):
            agency = AgencyFactory(parent=agency)


def test_a_circle_that_is_opened_again_in_time_is_fine():
    parent = AgencyFactory()
    child = AgencyFactory(parent=parent)

    with accepted():
        Agency.objects.filter(pk=parent.pk).update(parent=child)
        Agency.objects.filter(pk=child.pk).update(parent=None)


def test_the_institutes_read_in_the_order_of_their_short_names():
    for acronym in ("NIIMBL", "América Makes", "america makes 2", "LIFT"):
        InstituteFactory(acronym=acronym)

    names = list(Institute.objects.values_list("acronym", flat=True))

    assert names == ["América Makes", "america makes 2", "LIFT", "NIIMBL"]


def test_a_row_is_known_by_its_natural_key():
    institute = InstituteFactory(key="lift", agency=AgencyFactory(code="DOD"))

    assert Institute.objects.get_by_natural_key("lift") == institute
    assert Agency.objects.get_by_natural_key("DOD") == institute.agency
    assert institute.natural_key() == ("lift",)


def test_active_institutes_are_the_active_ones():
    active = InstituteFactory()
    InstituteFactory(status=Institute.Status.CLOSED)

    assert list(Institute.objects.active()) == [active]


def test_rows_call_themselves_by_name():
    area = FocusAreaFactory(name="Robotics")
    institute = InstituteFactory(acronym="ARM", primary_focus=area)

    names = [str(row) for row in (institute, area, institute.focus_links.get())]

    assert names == ["ARM", "Robotics", "ARM: Robotics"]
