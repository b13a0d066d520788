"""The sections of detail pages that the plans fill, one module per subject."""

from roadmaps.panels import roadmap, item, challenge, skill  # isort: skip

__all__ = ["challenge", "item", "roadmap", "skill"]
