import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from institutes.models import Agency, FocusArea, Institute, InstituteFocusArea
from tests.factories.source import CitedFactory


class AgencyFactory(CitedFactory):
    class Meta:
        model = Agency

    code = factory.Sequence("AGENCY-{}".format)
    name = factory.Sequence("Department {}".format)


class FocusAreaFactory(DjangoModelFactory):
    class Meta:
        model = FocusArea

    slug = factory.Sequence("focus-area-{}".format)
    name = factory.Sequence("Focus area {}".format)


class InstituteFactory(CitedFactory):
    """An institute with one focus area, its primary one (`primary_focus`)."""

    class Meta:
        model = Institute

    key = factory.Sequence("institute-{}".format)
    acronym = factory.Sequence("INST-{}".format)
    name = factory.Sequence("Manufacturing Innovation Institute {}".format)
    status = Institute.Status.ACTIVE
    primary_focus = factory.SubFactory(FocusAreaFactory)

    @classmethod
    def _build(cls, model, *args, primary_focus, **fields):
        return super()._build(model, *args, **fields)

    @classmethod
    def _create(cls, model, *args, primary_focus, **fields):
        with transaction.atomic():  # At its end the database wants a primary area.
            institute = super()._create(model, *args, **fields)
            institute.focus_links.create(focus_area=primary_focus, primary=True)
        return institute


class InstituteFocusAreaFactory(DjangoModelFactory):
    """A further focus area, beside the primary one."""

    class Meta:
        model = InstituteFocusArea

    institute = factory.SubFactory(InstituteFactory)
    focus_area = factory.SubFactory(FocusAreaFactory)
