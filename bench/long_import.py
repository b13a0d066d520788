"""A curator's long import, which a worker plans and commits."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from bench.load import wait_until
from mfgusa.proposals import actions
from mfgusa.proposals.progress import is_locked
from roadmaps.models import Skill

ROWS = 10_000


def skills_file(word: str, count: int) -> SimpleUploadedFile:
    """A table of so many skills whose names begin with a word."""
    lines = "".join(f"{word}-{n},{word} {n}\n" for n in range(count))
    return SimpleUploadedFile("skills.csv", f"slug,name\n{lines}".encode())


class LongImport:
    """Skills whose names begin with a word."""

    def __init__(self, word: str, count: int = ROWS) -> None:
        self.word, self.count = word, count
        self.user, _created = get_user_model().objects.get_or_create(
            username="bench", is_staff=True, is_superuser=True
        )
        self.proposal: Any = actions.upload(skills_file(word, count), by=self.user)

    def commit(self) -> None:
        actions.commit(self.proposal, by=self.user)

    def plan_again(self) -> None:
        actions.plan_again(self.proposal, by=self.user)

    def begins(self) -> bool:
        """Whether a worker takes it up in time."""
        return wait_until(lambda: is_locked(self.proposal))

    def becomes(self, *states: str, seconds: float = 40) -> bool:
        """Whether it reaches one of these states in time."""
        return wait_until(lambda: self.state in states, seconds)

    @property
    def state(self) -> str:
        self.proposal.refresh_from_db()
        return str(self.proposal.state)

    @property
    def rows(self) -> int:
        return Skill.objects.filter(slug__startswith=self.word).count()

    @property
    def lost(self) -> int:
        """Rows, and entries needed for a revert, that are missing."""
        written = self.rows, self.proposal.applied_rows.count()
        return sum(abs(self.count - rows) for rows in written)
