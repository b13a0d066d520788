"""Files of the table format into rows of text."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.tables.cells import from_spreadsheet
from mfgusa.tables.resources import TableResource, tables

csv.field_size_limit(10_000_000)


class NotATable(ValueError):
    """A file that cannot be read as a table; the message says why."""


@dataclass
class Line:
    """One row of a file: where it stands, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass
class TableFile:
    """One table as it was read: its contract, its header and its lines."""

    resource: TableResource
    name: str
    header: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_csv(path: Path, resource: TableResource) -> TableFile:
    """A CSV file of one table. Raises NotATable when it is not one."""
    file = TableFile(resource, path.name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            _fill(file, csv.reader(text, strict=True))
    except UnicodeDecodeError as problem:
        raise NotATable(
            _("%(file)s is not UTF-8 text; save it as “CSV UTF-8”.")
            % {"file": path.name}
        ) from problem
    except (OSError, csv.Error) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise NotATable(f"{path.name}: {reason}") from problem
    if not file.header:
        raise NotATable(
            _("%(file)s is empty; its first line should name the columns.")
            % {"file": path.name}
        )
    return file


def _fill(file: TableFile, rows: Any) -> None:
    file.header = [name.strip() for name in next(rows, [])]
    for row in rows:
        if any(row):
            file.lines.append(_line(rows.line_num, file.header, row))


def _line(number: int, header: list[str], row: list[str]) -> Line:
    if len(row) > len(header) and any(row[len(header) :]):
        raise csv.Error(
            _("line %(line)d has %(cells)d cells, but there are %(columns)d columns.")
            % {"line": number, "cells": len(row), "columns": len(header)}
        )
    cells = row + [""] * (len(header) - len(row))
    return Line(number, {n: from_spreadsheet(c) for n, c in zip(header, cells)})  # noqa: B905


def read_package(path: Path) -> list[TableFile]:
    """The tables of a folder, or of one CSV file, in the order they depend on.

    Raises NotATable for a file that no table is named like.
    """
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise NotATable(_("%(path)s holds no CSV file.") % {"path": path})
    known = {resource.table: resource for resource in tables()}
    for file in files:
        if file.stem not in known:
            raise NotATable(
                _("%(file)s is named like no table. The tables are: %(tables)s.")
                % {"file": file.name, "tables": ", ".join(sorted(known))}
            )
    by_table = {file.stem: file for file in files}
    return [read_csv(by_table[n], r) for n, r in known.items() if n in by_table]
