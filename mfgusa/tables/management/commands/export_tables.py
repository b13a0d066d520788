from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.schema.resource import tables


class Command(BaseCommand):
    """Writes every table as CSV, in the form that import takes."""

    help = "Write every table as <table>.csv into DIR."

    def add_arguments(self, parser):
        parser.add_argument("dir", type=Path, help="a folder; it is made when missing")

    def handle(self, *, dir, **options):
        try:
            dir.mkdir(parents=True, exist_ok=True)
            for resource in tables():
                self._write(resource, dir / f"{resource.table}.csv")
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem

    def _write(self, resource, path):
        part = path.with_suffix(".part")  # A file is whole or not there.
        with part.open("w", encoding="utf-8", newline="") as file:
            count = sum(1 for line in csv_lines(resource) if file.write(line))
        part.replace(path)
        self.stdout.write(f"{path.name}: {count - 1} rows")
