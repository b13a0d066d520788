from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.schema.resource import TableResource, registry
from mfgusa.tables.schema.resource import tables as all_tables
from mfgusa.text import did_you_mean


class Command(BaseCommand):
    """Writes tables as CSV, in the form that import accepts."""

    help = "Write every table, or those named, as <table>.csv into DIR."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, help="a folder; it is made when missing")
        parser.add_argument(
            "tables",
            nargs="*",
            metavar="table",
            help="a table by its name; without any, every table is written",
        )

    def handle(self, *, dir: Path, tables: list[str], **options: Any) -> None:
        for table in tables:
            if table not in registry:
                guess = did_you_mean(table, registry)
                raise CommandError(f"There is no table “{table}”.{guess}")
        try:
            dir.mkdir(parents=True, exist_ok=True)
            for resource in all_tables():
                if not tables or resource.table in tables:
                    self._write(resource, dir / f"{resource.table}.csv")
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem

    def _write(self, resource: TableResource, path: Path) -> None:
        """Write a file that appears only when it is complete."""
        part = path.with_suffix(".part")
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                count = sum(1 for line in csv_lines(resource) if file.write(line))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"{path.name}: {count - 1} rows")
