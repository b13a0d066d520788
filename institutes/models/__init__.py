from institutes.models.focus_area import FocusArea
from institutes.models.funding import FundingRecord
from institutes.models.indicator import Indicator, Observation
from institutes.models.institute import (
    Agency,
    Institute,
    InstituteFocusArea,
)
from institutes.models.ledger import Ledger, Treatment
from institutes.models.measures import Bound
from institutes.models.partner import Membership, Partner
from institutes.models.place import Site, State
from institutes.models.project import Project, ProjectPartner
from institutes.models.workforce import WorkforceProgram, WorkforceProgramState

__all__ = [
    "Agency",
    "Bound",
    "FocusArea",
    "FundingRecord",
    "Indicator",
    "Institute",
    "InstituteFocusArea",
    "Ledger",
    "Membership",
    "Observation",
    "Partner",
    "Project",
    "ProjectPartner",
    "Site",
    "State",
    "Treatment",
    "WorkforceProgram",
    "WorkforceProgramState",
]
