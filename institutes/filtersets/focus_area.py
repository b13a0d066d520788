from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from institutes.models import FocusArea
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary, table_vocabulary
from mfgusa.catalogue.search.fields import SearchFold


class FocusAreaFilterSet(FacetedFilterSet):
    """The filters of focus areas, whose rows have counts and a `level`."""

    rows = FocusArea.objects.with_counts().in_levels()
    reads = (
        "parent",
        "institute_links__institute",
        "children__institute_links__institute",
        "projects__kind",
        "children__projects__kind",
    )

    q = SearchFilter(label=_("Search"))
    level = Facet(
        "level", label=_("Level"), vocabulary=choices_vocabulary(FocusArea.Level)
    )
    field = Facet(
        "slug",
        label=_("Field with its parts"),
        vocabulary=table_vocabulary(
            FocusArea.objects.filter(parent=None), "slug", "name"
        ),
        parent_path="parent__slug",
    )
    institutes = NumberFacet("institute_count", label=_("Number of institutes"))
    institute = Facet(
        "institute_links__institute__key",
        label=_("Institute that names it"),
        vocabulary=INSTITUTES,
    )
    projects = NumberFacet("project_count", label=_("Number of projects"), last=999)
    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        institutes=("institute_count", _("Number of institutes")),
        projects=("project_count", _("Number of projects")),
    )
