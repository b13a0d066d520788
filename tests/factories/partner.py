import factory

from institutes.models import Membership, Partner
from tests.factories.institute import InstituteFactory
from tests.factories.source import CitedFactory


class PartnerFactory(CitedFactory):
    class Meta:
        model = Partner

    key = factory.Sequence("partner-{}".format)
    name = factory.Sequence("Partner {}".format)


class MembershipFactory(CitedFactory):
    class Meta:
        model = Membership

    institute = factory.SubFactory(InstituteFactory)
    partner = factory.SubFactory(PartnerFactory)
    role = Membership.Role.MEMBER
