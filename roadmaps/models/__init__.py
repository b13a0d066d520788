from roadmaps.models.challenge import Challenge, ChallengeLink
from roadmaps.models.roadmap import Roadmap, RoadmapItem, RoadmapItemSkill
from roadmaps.models.skill import Skill

__all__ = [
    "Challenge",
    "ChallengeLink",
    "Roadmap",
    "RoadmapItem",
    "RoadmapItemSkill",
    "Skill",
]
