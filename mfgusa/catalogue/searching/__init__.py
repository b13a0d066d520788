"""One search over rows of many kinds."""

from mfgusa.catalogue.searching.asking import finding
from mfgusa.catalogue.searching.found import Group, Hit, find
from mfgusa.catalogue.searching.kinds import Kind
from mfgusa.catalogue.searching.marking import Typed
from mfgusa.catalogue.searching.vocabulary import Vocabulary, suggestions

__all__ = [
    "Group",
    "Hit",
    "Kind",
    "Typed",
    "Vocabulary",
    "find",
    "finding",
    "suggestions",
]
