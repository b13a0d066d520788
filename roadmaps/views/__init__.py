from roadmaps.views.challenge import ChallengeDetail, ChallengeList
from roadmaps.views.item import RoadmapItemDetail, RoadmapItemList
from roadmaps.views.roadmap import RoadmapDetail, RoadmapList
from roadmaps.views.skill import SkillDetail, SkillList

__all__ = [
    "ChallengeDetail",
    "ChallengeList",
    "RoadmapDetail",
    "RoadmapItemDetail",
    "RoadmapItemList",
    "RoadmapList",
    "SkillDetail",
    "SkillList",
]
