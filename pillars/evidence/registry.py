"""The evidence class of each pillar."""

from pillars.evidence.base import Evidence
from pillars.evidence.collaboration import CollaborativeInnovation
from pillars.evidence.funding import FederalFundingWithIndustryInvestment
from pillars.evidence.future import SustainabilityAndFutureFocus
from pillars.evidence.impact import NationalImpact
from pillars.evidence.manufacturing import AdvancedManufacturing
from pillars.evidence.partnerships import PublicPrivatePartnerships
from pillars.evidence.regions import RegionalEconomicDevelopment
from pillars.evidence.research import InstituteLedResearch
from pillars.evidence.roadmaps import TechnologyRoadmaps
from pillars.evidence.workforce import WorkforceDevelopment

EVIDENCE: dict[int, type[Evidence]] = {  # By the number of the pillar.
    1: PublicPrivatePartnerships,
    2: AdvancedManufacturing,
    3: InstituteLedResearch,
    4: WorkforceDevelopment,
    5: CollaborativeInnovation,
    6: FederalFundingWithIndustryInvestment,
    7: RegionalEconomicDevelopment,
    8: TechnologyRoadmaps,
    9: NationalImpact,
    10: SustainabilityAndFutureFocus,
}
