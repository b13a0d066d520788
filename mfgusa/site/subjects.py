"""The subjects that have a page for each row, by the folder of their addresses."""

from institutes.models import (
    FocusArea,
    FundingRecord,
    Indicator,
    Institute,
    Partner,
    Project,
    Site,
    State,
    WorkforceProgram,
)
from mfgusa.provenance.models import Source
from pillars.models import Pillar
from roadmaps.models import Challenge, Roadmap, RoadmapItem, Skill

SUBJECTS = {
    "institutes": Institute.objects.all(),
    "partners": Partner.objects.all(),
    "projects": Project.objects.all(),
    "workforce": WorkforceProgram.objects.all(),
    "funding": FundingRecord.objects.all(),
    "sites": Site.objects.select_related("institute"),
    "sources": Source.objects.all(),
    "focus-areas": FocusArea.objects.all(),
    "places": State.objects.all(),
    "indicators": Indicator.objects.all(),
    "roadmaps": Roadmap.objects.all(),
    "roadmap-items": RoadmapItem.objects.select_related("roadmap"),
    "skills": Skill.objects.all(),
    "challenges": Challenge.objects.all(),
    "pillars": Pillar.objects.all(),
}


def pages_of(folder):
    """The rows of a subject, with what their addresses and names need."""
    return SUBJECTS[folder].defer("search")
