import factory
from factory.django import DjangoModelFactory

from roadmaps.models import Skill, SkillProgram
from tests.factories.source import CitedFactory
from tests.factories.workforce import WorkforceProgramFactory


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill

    slug = factory.Sequence("skill-{}".format)
    name = factory.Sequence("Skill {}".format)


class SkillProgramFactory(CitedFactory):
    class Meta:
        model = SkillProgram

    skill = factory.SubFactory(SkillFactory)
    workforce_program = factory.SubFactory(WorkforceProgramFactory)
