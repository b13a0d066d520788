from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.filtersets import FacetedFilterSet, SearchFilter, SortFilter
from mfgusa.catalogue.search import Folded


class SkillFilterSet(FacetedFilterSet):
    """How the skills can be narrowed down."""

    q = SearchFilter(label=_("Search"))
    sort = SortFilter(name=(Folded("name"), _("Name")))
