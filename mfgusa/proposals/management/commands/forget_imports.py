from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext

from mfgusa.proposals.models import Proposal
from mfgusa.proposals.retention import forget, old_imports, stored_size


class Command(BaseCommand):
    """Removes the plans and files of old imports."""

    help = (
        "Remove the plans and the uploaded files of imports that were finished more "
        "than DAYS days ago; they cannot be undone any more. The history of their rows "
        "stays. These also stay: facts that come with the code, and imports that are "
        "waiting for a worker or for review."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--older-than",
            type=read_days,
            required=True,
            metavar="DAYS",
            help="remove those that were finished more than this many days ago",
        )
        parser.add_argument("--dry-run", action="store_true", help="only list them")

    def handle(self, *, older_than: int, dry_run: bool, **options: Any) -> None:
        count = total_rows = total_bytes = 0
        for proposal in list(old_imports(older_than)):
            rows, size = stored_size(proposal)
            if dry_run or forget(proposal, older_than):
                count, total_rows = count + 1, total_rows + rows
                total_bytes += size
                self.stdout.write(describe_import(proposal, rows, size))
        imports = ngettext("%d import", "%d imports", count) % count
        self.stdout.write(
            f"{imports} {'would be ' if dry_run else ''}forgotten: "
            f"{describe_size(total_rows, total_bytes)} of files."
        )


def read_days(text: str) -> int:
    """A number of days above zero. Raises ArgumentTypeError."""
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is not a number of days above zero")
    return int(text)


def describe_import(proposal: Proposal, rows: int, size: int) -> str:
    """One import in one line."""
    settled = proposal.committed_at or proposal.planned_at or proposal.created_at
    return (
        f"{proposal}, {proposal.get_state_display()} {settled:%Y-%m-%d}: "
        f"{describe_size(rows, size)}"
    )


def describe_size(rows: int, size: int) -> str:
    """How much is stored of imports."""
    planned = ngettext("%d planned row", "%d planned rows", rows) % rows
    return f"{planned}, {filesizeformat(size)}".replace("\xa0", " ")
