"""The files that are measured: rows to create, and the same rows with changes.

In the changed file one cell of every row is another one, and of every third row the
links too: its states, the role of a participant, the source of a membership.
"""

import csv
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO, StringIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

Cells = tuple[object, ...]
Maker = Callable[[int, bool, bool], Cells]

AUDIENCES = ("k12", "university", "veteran", "general")
STATES = ("AK", "CA", "MI", "NY", "OH", "PR", "TX", "WA")


class Table(NamedTuple):
    """The header of a table, and how its row of some number is made."""

    header: str
    row: Maker
    rows: Callable[[int], Iterator[int]] = lambda count: iter(range(1, count + 1))


class Sample(NamedTuple):
    """What is brought in together: a file, or a package of several."""

    name: str
    tables: dict[str, Table]
    compared: bool = True  # With the library, which takes one table at a time.

    def files(self, count: int, *, changed: bool) -> dict[str, bytes]:
        """Each table as CSV."""
        return {name: text(self.name, name, count, changed) for name in self.tables}

    def upload(self, count: int, *, changed: bool) -> tuple[str, bytes]:
        """The name and the bytes of what a curator uploads."""
        files = self.files(count, changed=changed)
        if len(files) == 1:
            [(name, content)] = files.items()
            return f"{name}.csv", content
        with ZipFile(package := BytesIO(), "w", ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(f"{name}.csv", content)
        return f"{self.name}.zip", package.getvalue()

    def counts(self, count: int) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len([*t.rows(count)]) for name, t in self.tables.items()}


@cache
def text(sample: str, table: str, count: int, changed: bool) -> bytes:
    """One table as CSV."""
    made = SAMPLES[sample].tables[table]
    writer = csv.writer(out := StringIO(), lineterminator="\n")
    writer.writerow(made.header.split())
    writer.writerows(
        made.row(n, changed, changed and n % 3 == 0) for n in made.rows(count)
    )
    return out.getvalue().encode()


def membership(n: int, changed: bool, relinked: bool) -> Cells:
    return (
        f"institute-{n % 20 + 1}",
        f"partner-{n}",
        f"Tier {n % 3}",
        "member",
        2010 + n % 9,
        "2024-06" if changed else "2021-06" if n % 5 == 0 else "",
        f"report-{(n + relinked) % 50 + 1}",
        f"p. {n % 80}, table “Members”",
    )


def program(n: int, changed: bool, relinked: bool) -> Cells:
    steps = range(1, 4) if relinked else range(2 + n % 2)
    states = {STATES[(n + step) % 8] for step in steps}
    return (
        f"program-{n}",
        f"institute-{n % 20 + 1}",
        f"Additive manufacturing, course {n}",
        AUDIENCES[n % 4],
        f"Students of group {n % 977} build, measure and test parts made of resin.",
        "Certified technician" if n % 3 else "",
        n % 500 + changed,
        "about",
        "2019 to 2022",
        ";".join(sorted(states)),
        f"https://example.org/programs/{n}",
        *cited(n),
    )


def project(n: int, changed: bool, relinked: bool) -> Cells:
    return (
        f"project-{n}",
        f"institute-{n % 20 + 1}",
        f"Inspection of welded joints, part {n}",
        "project",
        f"A team of {n % 23 + 2} looks for cracks by light, sound and heat in series.",
        ("planned", "active", "completed")[n % 3],
        f"20{10 + n % 9}-0{n % 9 + 1}",
        "",
        *(250_000 + n % 9973 + changed, n % 7919),
        "",
        f"topic {n % 41}",
        n % 4 + 1,
        n % 4 + 5,
        f"https://example.org/projects/{n}",
        *cited(n),
    )


def cited(n: int) -> Cells:
    return f"report-{n % 50 + 1}", f"p. {n % 80}"


def participant(n: int, changed: bool, relinked: bool) -> Cells:
    """Two to every other project: 2 and 3 are of project 2, 4 and 5 of project 4."""
    return (
        f"project-{n - n % 2}",
        f"partner-{n}",
        "lead" if n % 2 ^ relinked else "participant",
        f"report-{n % 50 + 1}",
        f"p. {n % 80 + changed}",
    )


def participants(count: int) -> Iterator[int]:
    return iter(range(2, count - count % 2 + 1))


SAMPLES = {
    "memberships": Sample(
        "memberships",
        {
            "memberships": Table(
                "institute partner tier role since until source locator", membership
            )
        },
    ),
    "workforce_programs": Sample(
        "workforce_programs",
        {
            "workforce_programs": Table(
                "key institute name audience summary credential learners learners_bound"
                " learners_period states url source locator",
                program,
            )
        },
    ),
    "projects": Sample(
        "projects",
        {
            "projects": Table(
                "key institute title kind summary status start end federal_usd"
                " cost_share_usd focus_area topic trl_start trl_end url source locator",
                project,
            ),
            "project_partners": Table(
                "project partner role source locator", participant, participants
            ),
        },
        compared=False,
    ),
}
