from roadmaps.admin.challenge import ChallengeAdmin, ChallengeLinkAdmin
from roadmaps.admin.item import ItemLinkAdmin, RoadmapItemAdmin
from roadmaps.admin.roadmap import RoadmapAdmin
from roadmaps.admin.skill import SkillAdmin, SkillProgramAdmin

__all__ = [
    "ChallengeAdmin",
    "ChallengeLinkAdmin",
    "ItemLinkAdmin",
    "RoadmapAdmin",
    "RoadmapItemAdmin",
    "SkillAdmin",
    "SkillProgramAdmin",
]
