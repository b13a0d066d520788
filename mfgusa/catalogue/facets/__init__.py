"""Facets: filters that say beforehand how many rows each of their values would find.

One declaration makes the filter, its `not_` twin, its counts and its words. Rows
that lack the field are a value of their own, `not-recorded`.
"""

from mfgusa.catalogue.facets.conditions import ConditionFacet, FewValuesFacet
from mfgusa.catalogue.facets.facet import Facet
from mfgusa.catalogue.facets.ranges import (
    LinkedFacet,
    NumberFacet,
    PresenceFacet,
    RangeFacet,
    TextPresenceFacet,
    YearFacet,
    YearFilter,
    YearsFacet,
)
from mfgusa.catalogue.facets.vocabulary import (
    NOT_RECORDED,
    RECORDED,
    Option,
    Vocabulary,
    asking_once,
    indexed_values_of,
    nested,
    rows_of,
    values_of,
    words_of,
)

__all__ = [
    "NOT_RECORDED",
    "RECORDED",
    "ConditionFacet",
    "Facet",
    "FewValuesFacet",
    "LinkedFacet",
    "NumberFacet",
    "Option",
    "PresenceFacet",
    "RangeFacet",
    "TextPresenceFacet",
    "Vocabulary",
    "YearFacet",
    "YearFilter",
    "YearsFacet",
    "asking_once",
    "indexed_values_of",
    "nested",
    "rows_of",
    "values_of",
    "words_of",
]
