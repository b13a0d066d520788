import factory

from institutes.models import WorkforceProgram
from tests.factories.institute import InstituteFactory
from tests.factories.source import CitedFactory


class WorkforceProgramFactory(CitedFactory):
    class Meta:
        model = WorkforceProgram

    key = factory.Sequence("program-{}".format)
    institute = factory.SubFactory(InstituteFactory)
    name = factory.Sequence("Program {}".format)
    audience = WorkforceProgram.Audience.GENERAL
