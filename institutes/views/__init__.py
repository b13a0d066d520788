from institutes.views.collaboration import collaboration, collaboration_file
from institutes.views.compare import compare, compare_file
from institutes.views.focus_area import FocusAreaDetail, FocusAreaList
from institutes.views.funding import FundingDetail, FundingList
from institutes.views.indicator import IndicatorDetail, IndicatorList
from institutes.views.institute import InstituteDetail, InstituteList
from institutes.views.partner import PartnerDetail, PartnerList
from institutes.views.place import PlaceDetail, PlaceList, SiteDetail, SiteList
from institutes.views.project import ProjectDetail, ProjectList
from institutes.views.source import SourceDetail, SourceList
from institutes.views.workforce import WorkforceDetail, WorkforceList

__all__ = [
    "FocusAreaDetail",
    "FocusAreaList",
    "FundingDetail",
    "FundingList",
    "IndicatorDetail",
    "IndicatorList",
    "InstituteDetail",
    "InstituteList",
    "PartnerDetail",
    "PartnerList",
    "PlaceDetail",
    "PlaceList",
    "ProjectDetail",
    "ProjectList",
    "SiteDetail",
    "SiteList",
    "SourceDetail",
    "SourceList",
    "WorkforceDetail",
    "WorkforceList",
    "collaboration",
    "collaboration_file",
    "compare",
    "compare_file",
]
