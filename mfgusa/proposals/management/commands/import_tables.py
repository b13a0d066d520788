import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from mfgusa.proposals import actions
from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.proposals.problem import ProposalProblem
from mfgusa.tables.schema.resource import registry


class Command(BaseCommand):
    """Plans a folder of tables, or one file, and commits the plan as a whole."""

    help = (
        "Plan what PATH (a folder of <table>.csv files, one CSV or XLSX file, or a zip "
        "of CSV files) would change, and print it with all errors; the exit status is "
        "1 on any error. On a terminal it asks before it writes; --yes writes at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--yes", action="store_true", help="commit without asking")
        parser.add_argument("--dry-run", action="store_true", help="plan, never commit")
        parser.add_argument(
            "--table",
            default="",
            choices=["", *sorted(registry)],
            metavar="TABLE",
            help="which table the one file is, if not the one it is named like",
        )
        parser.add_argument(
            "--remove-missing",
            action="store_true",
            help="remove the rows that the files leave out",
        )
        parser.add_argument("--why", default="", help="the reason, for the history")

    def handle(
        self,
        *,
        path: Path,
        yes: bool,
        dry_run: bool,
        table: str,
        remove_missing: bool,
        why: str,
        **options: Any,
    ) -> None:
        with as_upload(path) as file:
            proposal = actions.upload(
                file,
                by=getpass.getuser(),
                table=table,
                why=why or f"import_tables {path.name}",
                remove_missing=remove_missing,
                wait=True,
            )
        self.report(proposal)
        self.require_no_errors(proposal)
        if not proposal.changes:
            self.stdout.write("Nothing to write.")
        elif dry_run or not (yes or self.confirm(proposal)):
            self.stdout.write(
                f"Nothing was written; import {proposal.pk} keeps the plan."
            )
        else:
            self.commit(proposal)

    def report(self, proposal: Proposal) -> None:
        """Write the numbers of rows by table, and what was assumed of the files."""
        for file in proposal.reading:
            for sentence in file["assumed"]:
                self.stdout.write(f"{file['file']}: {sentence}")
        for table in proposal.tables:
            counts = proposal.counts.get(table, {})
            summary = ", ".join(
                f"{counts.get(action, 0)} {action}"
                for action in PlannedRow.Action.values
                if action != "delete" or proposal.remove_missing
            )
            self.stdout.write(f"{table}: {summary}")

    def require_no_errors(self, proposal: Proposal) -> None:
        """Write every error; raise CommandError if there are any."""
        if proposal.failure:
            raise CommandError(proposal.failure)
        problems = [ProposalProblem(**problem) for problem in proposal.problems]
        if proposal.state == proposal.State.REFUSED:
            raise CommandError(" ".join(map(str, problems)))
        rows = PlannedRow.objects.filter(proposal=proposal).with_action("error")
        problems += [
            ProposalProblem(row.table, row.number, error["column"], error["message"])
            for row in rows.order_by("position").iterator()
            for error in row.errors or ()
        ]
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} errors; nothing was written.")

    def confirm(self, proposal: Proposal) -> bool:
        """Ask on a terminal whether to write; elsewhere the answer is no."""
        if not sys.stdin.isatty():
            return False
        return input(f"Write {proposal.changes} rows? [y/N] ").strip().lower() == "y"

    def commit(self, proposal: Proposal) -> None:
        """Commit the plan, or raise CommandError."""
        proposal = actions.commit(proposal, by=getpass.getuser(), wait=True)
        self.require_no_errors(proposal)
        self.stdout.write(f"{proposal.changes} rows written by import {proposal.pk}.")


@contextmanager
def as_upload(path: Path) -> Iterator[File[bytes]]:
    """The file at `path`, or a folder's CSV files as one zip. Raises CommandError."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise CommandError(f"{path} holds no CSV file.")
    try:
        with TemporaryFile() if path.is_dir() else path.open("rb") as content:
            if path.is_dir():
                pack(files, content)
            yield File(content, name=path.name)
    except OSError as problem:
        raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem


def pack(files: list[Path], target: IO[bytes]) -> None:
    """Write files into a zip."""
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for file in files:
            package.write(file, file.name)
    target.seek(0)
