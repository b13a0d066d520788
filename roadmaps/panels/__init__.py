"""The panels of roadmaps, imported in the order in which pages show them."""

from roadmaps.panels import roadmap, item, challenge, skill  # isort: skip

__all__ = ["challenge", "item", "roadmap", "skill"]
