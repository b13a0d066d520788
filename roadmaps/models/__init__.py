from roadmaps.models.challenge import Challenge, ChallengeLink
from roadmaps.models.item import ItemLink, RoadmapItem, RoadmapItemSkill
from roadmaps.models.roadmap import Roadmap
from roadmaps.models.skill import Skill, SkillProgram

__all__ = [
    "Challenge",
    "ChallengeLink",
    "ItemLink",
    "Roadmap",
    "RoadmapItem",
    "RoadmapItemSkill",
    "Skill",
    "SkillProgram",
]
