import factory
from factory.django import DjangoModelFactory

from roadmaps.models import Skill


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill

    slug = factory.Sequence("skill-{}".format)
    name = factory.Sequence("Skill {}".format)
