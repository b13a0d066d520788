from institutes.admin.funding import FundingRecordAdmin
from institutes.admin.indicator import IndicatorAdmin, ObservationAdmin
from institutes.admin.institute import (
    AgencyAdmin,
    FocusAreaAdmin,
    InstituteAdmin,
    InstituteFocusAreaAdmin,
)
from institutes.admin.partner import MembershipAdmin, PartnerAdmin
from institutes.admin.place import SiteAdmin, StateAdmin
from institutes.admin.project import ProjectAdmin, ProjectPartnerAdmin
from institutes.admin.workforce import WorkforceProgramAdmin

__all__ = [
    "AgencyAdmin",
    "FocusAreaAdmin",
    "FundingRecordAdmin",
    "IndicatorAdmin",
    "InstituteAdmin",
    "InstituteFocusAreaAdmin",
    "MembershipAdmin",
    "ObservationAdmin",
    "PartnerAdmin",
    "ProjectAdmin",
    "ProjectPartnerAdmin",
    "SiteAdmin",
    "StateAdmin",
    "WorkforceProgramAdmin",
]
