"""The sections of the pages of facts; each module has those of one subject."""

from institutes.panels import focus_area, funding, institute, partner, place, project

__all__ = ["focus_area", "funding", "institute", "partner", "place", "project"]
