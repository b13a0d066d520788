"""Tables that lie in a folder on disk, as they come with the code."""

from pathlib import Path

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.csv_file import Text
from mfgusa.tables.files.readers.encodings import can_be
from mfgusa.tables.files.readers.shape import table_file
from mfgusa.tables.files.readers.table_file import (
    NotATable,
    TableFile,
    filled,
    last_filled,
)
from mfgusa.tables.schema.resource import TableResource, tables


def read_package(path: Path) -> list[TableFile]:
    """The tables of a folder, or of one CSV file, in the order they depend on.

    Programs write these files, so nothing is guessed. Raises NotATable for a file
    that no table is named like, is not UTF-8, or has a cell too many.
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
    return [read_exact(by_table[n], r) for n, r in known.items() if n in by_table]


def read_exact(path: Path, resource: TableResource) -> TableFile:
    """A CSV file in UTF-8, with commas, whose lines are as long as its header."""
    try:
        if not can_be(path, "utf-8"):
            raise NotATable(
                _("%(file)s is not UTF-8 text; save it as “CSV UTF-8”.")
                % {"file": path.name}
            )
        file = table_file(resource, path.name, Text(path, path.name, "utf-8-sig").rows)
    except OSError as problem:
        raise NotATable(f"{path.name}: {problem.strerror}") from problem
    _refuse_extra_cells(file)
    return file


def _refuse_extra_cells(file: TableFile) -> None:
    for row in filled(file.rows()):
        if len(row.cells) > file.width and last_filled(row.cells) > file.width:
            raise NotATable(
                _(
                    "%(file)s: line %(line)d has %(cells)d cells, but there are "
                    "%(columns)d columns."
                )
                % {
                    "file": file.name,
                    "line": row.number,
                    "cells": last_filled(row.cells),
                    "columns": file.width,
                }
            )
