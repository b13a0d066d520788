"""The sections of detail pages that the plans fill, one module per subject."""

from roadmaps.panels import roadmap, challenge, skill  # isort: skip

__all__ = ["challenge", "roadmap", "skill"]
