"""Which facets each catalogue of facts has."""

from institutes.filtersets.focus_area import FocusAreaFilterSet
from institutes.filtersets.funding import FundingFilterSet
from institutes.filtersets.indicator import IndicatorFilterSet
from institutes.filtersets.institute import InstituteFilterSet
from institutes.filtersets.partner import PartnerFilterSet
from institutes.filtersets.place import SiteFilterSet, StateFilterSet
from institutes.filtersets.project import ProjectFilterSet
from institutes.filtersets.source import SourceFilterSet
from institutes.filtersets.workforce import WorkforceFilterSet

__all__ = [
    "FocusAreaFilterSet",
    "FundingFilterSet",
    "IndicatorFilterSet",
    "InstituteFilterSet",
    "PartnerFilterSet",
    "ProjectFilterSet",
    "SiteFilterSet",
    "SourceFilterSet",
    "StateFilterSet",
    "WorkforceFilterSet",
]
