"""The admin of roadmaps; Django imports it to find the registered classes."""

from roadmaps.admin import challenge, item, roadmap, skill

__all__ = ["challenge", "item", "roadmap", "skill"]
