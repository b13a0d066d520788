"""What curators save, one fact at a time, and where a reader sees it.

The number that a save is given makes what it writes new.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model

from institutes.models import (
    FundingRecord,
    Indicator,
    Institute,
    Membership,
    Observation,
    Partner,
    Project,
    ProjectPartner,
)
from mfgusa.provenance.models import Source
from roadmaps.models import Skill

STEP = 7  # From the row of one save to that of the next.


class Save(NamedTuple):
    """Rows to be saved together, and a text that is new on the page of the last."""

    rows: tuple[Any, ...]
    text: str

    @property
    def path(self) -> str:
        """The address of the page."""
        path: str = self.rows[-1].get_absolute_url()
        return path

    def commit(self) -> None:
        """Clean and save the rows as a form does, in one transaction."""
        with transaction.atomic():
            for row in self.rows:
                take_new_keys(row)
                row.full_clean()
                row.save()


NewSave = Callable[[int], Save]


def rename_skill(number: int) -> Save:
    """Change the name of a skill."""
    skill = nth(Skill, number)
    skill.name = f"Skill in demand {number}"
    return Save((skill,), skill.name)


def add_skill(number: int) -> Save:
    """Insert a skill."""
    skill = Skill(slug=f"new-skill-{number}", name=f"New skill {number}")
    return Save((skill,), skill.name)


def add_source(number: int) -> Save:
    """Insert a source."""
    source = Source(key=f"annual-survey-{number}", title=f"Annual survey {number}")
    return Save((source,), source.title)


def add_observation(number: int) -> Save:
    """Insert an observation of the network, and the source that gives it."""
    source = Source(key=f"press-release-{number}", title=f"Press release {number}")
    observation = Observation(
        indicator=nth(Indicator, number),
        fiscal_year=2026,
        value=1000 + number,
        rank=Observation.Rank.NORMAL,
        source=source,
    )
    return Save((source, observation), source.title)


def move_partner(number: int) -> Save:
    """Change the city of a partner."""
    partner = nth(Partner, number)
    partner.city = f"Port {number}"
    return Save((partner,), partner.city)


def add_membership(number: int) -> Save:
    """Insert a membership with a tier of its own."""
    membership = Membership(
        partner=nth(Partner, number),
        institute=nth(Institute, number),
        role=Membership.Role.MEMBER,
        tier=f"Tier {number}",
        source=nth(Source, number),
    )
    return Save((membership,), membership.tier)


def retitle_project(number: int) -> Save:
    """Change the title of a project."""
    project = nth(Project, number)
    project.title = f"Pilot line {number}"
    return Save((project,), project.title)


def add_participant(number: int) -> Save:
    """Insert a partner, and that it takes part in a project."""
    source = nth(Source, number)
    partner = Partner(
        key=f"new-partner-{number}",
        name=f"New partner {number}",
        sector=Partner.Sector.INDUSTRY,
        source=source,
    )
    project = nth(Project, number)
    participation = ProjectPartner(project=project, partner=partner, source=source)
    return Save((partner, participation), partner.name)


def describe_institute(number: int) -> Save:
    """Change the summary of an institute."""
    institute, edition = nth(Institute, number), f"Edition {number}."
    institute.summary = f"{institute.summary} {edition}"
    return Save((institute,), edition)


def annotate_funding(number: int) -> Save:
    """Change the note of a funding record."""
    record = nth(FundingRecord, number)
    record.note = f"Checked again, {number}."
    return Save((record,), record.note)


DAY: tuple[NewSave, ...] = (  # Ten saves of a curator's day.
    *(add_observation, move_partner, add_membership, retitle_project, rename_skill),
    *(add_participant, annotate_funding, describe_institute, add_source, add_skill),
)


def nth(model: type[Model], number: int) -> Any:
    """A row of a table, another one for each number."""
    rows = model._default_manager.order_by("pk")
    return rows[number * STEP % rows.count()]


def take_new_keys(row: Model) -> None:
    """Refer to rows by the keys that they got when they were saved."""
    for field in row._meta.concrete_fields:
        if field.is_relation and field.is_cached(row):
            setattr(row, field.name, getattr(row, field.name))
