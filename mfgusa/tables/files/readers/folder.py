"""Tables in a folder on disk, such as those that come with the code."""

from pathlib import Path

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.csv_file import CsvSource
from mfgusa.tables.files.readers.encodings import is_decodable
from mfgusa.tables.files.readers.shape import open_table
from mfgusa.tables.files.readers.table_file import (
    TableFile,
    UnreadableFile,
    filled_width,
    skip_blank_rows,
)
from mfgusa.tables.schema.resource import TableResource, tables


def read_package(path: Path) -> list[TableFile]:
    """The tables of a folder, or of one CSV file, in the order of their references.

    Programs write these files, so nothing is guessed. Raises UnreadableFile for a file
    that has no table's name, is not UTF-8, or has a row longer than its header.
    """
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise UnreadableFile(_("%(path)s holds no CSV file.") % {"path": path})
    known = {resource.table: resource for resource in tables()}
    for file in files:
        if file.stem not in known:
            raise UnreadableFile(
                _("%(file)s is named like no table. The tables are: %(tables)s.")
                % {"file": file.name, "tables": ", ".join(sorted(known))}
            )
    paths = {file.stem: file for file in files}
    return [read_strict_csv(paths[n], r) for n, r in known.items() if n in paths]


def read_strict_csv(path: Path, resource: TableResource) -> TableFile:
    """A CSV file in UTF-8, with commas, no row longer than the header.

    Raises UnreadableFile for any other.
    """
    try:
        if not is_decodable(path, "utf-8"):
            raise UnreadableFile(
                _("%(file)s is not UTF-8 text; save it as “CSV UTF-8”.")
                % {"file": path.name}
            )
        source = CsvSource(path, path.name, "utf-8-sig")
        file = open_table(resource, path.name, source.rows)
    except OSError as problem:
        raise UnreadableFile(f"{path.name}: {problem.strerror}") from problem
    _refuse_extra_cells(file)
    return file


def _refuse_extra_cells(file: TableFile) -> None:
    for row in skip_blank_rows(file.rows()):
        if len(row.cells) > file.width and filled_width(row.cells) > file.width:
            raise UnreadableFile(
                _(
                    "%(file)s: line %(line)d has %(cells)d cells, but there are "
                    "%(columns)d columns."
                )
                % {
                    "file": file.name,
                    "line": row.number,
                    "cells": filled_width(row.cells),
                    "columns": file.width,
                }
            )
