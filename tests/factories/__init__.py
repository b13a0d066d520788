from tests.factories.challenge import ChallengeFactory, ChallengeLinkFactory
from tests.factories.funding import FundingRecordFactory
from tests.factories.indicator import IndicatorFactory, ObservationFactory
from tests.factories.institute import (
    AgencyFactory,
    FocusAreaFactory,
    InstituteFactory,
    InstituteFocusAreaFactory,
)
from tests.factories.partner import MembershipFactory, PartnerFactory
from tests.factories.pillar import PillarFactory
from tests.factories.place import SiteFactory, StateFactory
from tests.factories.project import ProjectFactory, ProjectPartnerFactory
from tests.factories.roadmap import ItemLinkFactory, RoadmapFactory, RoadmapItemFactory
from tests.factories.skill import SkillFactory, SkillProgramFactory
from tests.factories.source import SourceFactory
from tests.factories.workforce import WorkforceProgramFactory

__all__ = [
    "AgencyFactory",
    "ChallengeFactory",
    "ChallengeLinkFactory",
    "FocusAreaFactory",
    "FundingRecordFactory",
    "IndicatorFactory",
    "InstituteFactory",
    "InstituteFocusAreaFactory",
    "ItemLinkFactory",
    "MembershipFactory",
    "ObservationFactory",
    "PartnerFactory",
    "PillarFactory",
    "ProjectFactory",
    "ProjectPartnerFactory",
    "RoadmapFactory",
    "RoadmapItemFactory",
    "SiteFactory",
    "SkillFactory",
    "SkillProgramFactory",
    "SourceFactory",
    "StateFactory",
    "WorkforceProgramFactory",
]
