import factory

from institutes.models import Project, ProjectPartner
from tests.factories.institute import InstituteFactory
from tests.factories.partner import PartnerFactory
from tests.factories.source import CitedFactory


class ProjectFactory(CitedFactory):
    class Meta:
        model = Project

    key = factory.Sequence("project-{}".format)
    institute = factory.SubFactory(InstituteFactory)
    title = factory.Sequence("Project {}".format)


class ProjectPartnerFactory(CitedFactory):
    class Meta:
        model = ProjectPartner

    project = factory.SubFactory(ProjectFactory)
    partner = factory.SubFactory(PartnerFactory)
