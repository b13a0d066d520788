"""The values that the facets of several catalogues share."""

from mfgusa.catalogue.facets import rows_of
from roadmaps.models import Challenge, Roadmap, Skill

CHALLENGES = rows_of(Challenge.objects.all(), "slug", "name")
ROADMAPS = rows_of(Roadmap.objects.all(), "key", "title")
SKILLS = rows_of(Skill.objects.all(), "slug", "name")
