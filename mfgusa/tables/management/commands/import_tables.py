import getpass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mfgusa.tables.commit import Refused, commit
from mfgusa.tables.plan import plan_package
from mfgusa.tables.reading import NotATable, read_package


class Command(BaseCommand):
    """Brings in a folder of tables, or one CSV file, all or nothing."""

    help = (
        "Bring in PATH (a folder of <table>.csv files, or one of them). All tables "
        "go in together or, on any error, none does; the exit status is then 1."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what would happen, write nothing",
        )
        parser.add_argument("--why", default="", help="the reason, for the history")

    def handle(self, *, path, dry_run, why, **options):
        try:
            plans = plan_package(read_package(path))
        except NotATable as problem:
            raise CommandError(str(problem)) from problem
        self._report(plans)
        self._refuse([error for plan in plans for error in plan.all_errors()])
        why = why or f"import_tables {path.name}"
        try:
            commit(plans, user=getpass.getuser(), why=why, dry_run=dry_run)
        except Refused as problem:
            self._refuse(problem.errors)

    def _report(self, plans):
        for plan in plans:
            counts = ", ".join(f"{n} {action}" for action, n in plan.counts().items())
            self.stdout.write(f"{plan.resource.table}: {counts}")

    def _refuse(self, errors):
        for error in errors:
            self.stderr.write(str(error))
        if errors:
            raise CommandError(f"{len(errors)} errors; nothing was written.")
