"""Which facets each catalogue of plans has."""

from roadmaps.filtersets.challenge import ChallengeFilterSet
from roadmaps.filtersets.item import RoadmapItemFilterSet
from roadmaps.filtersets.roadmap import RoadmapFilterSet
from roadmaps.filtersets.skill import SkillFilterSet

__all__ = [
    "ChallengeFilterSet",
    "RoadmapFilterSet",
    "RoadmapItemFilterSet",
    "SkillFilterSet",
]
