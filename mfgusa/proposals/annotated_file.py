"""A copy of an uploaded file with the errors of each row beside it."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

from mfgusa.proposals.jobs import open_package
from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.proposals.plan.lines import CellErrorDict
from mfgusa.tables.files.content_types import CSV, XLSX, ZIP
from mfgusa.tables.files.formulas import escape_for_spreadsheet
from mfgusa.tables.files.readers.table_file import TableFile, TableLine
from mfgusa.tables.schema.columns import replace_control_characters

ERRORS = "errors"  # The column that is added; an import ignores it.
INVALID_FILL = PatternFill("solid", fgColor="F8D7DA")

LineErrors = dict[int, list[CellErrorDict]]


class Download(NamedTuple):
    """An open file, with the name and the content type that a browser needs."""

    file: IO[bytes]
    name: str
    content_type: str


def annotated_file(proposal: Proposal) -> Download:
    """A copy of the uploaded file, in its own format, with a column of errors.

    Raises UnreadableFile when the stored file can no longer be read.
    """
    with open_package(proposal) as package:
        file = TemporaryFile()  # noqa: SIM115 (the response closes it)
        if len(package) > 1:
            suffix, content_type = "zip", ZIP
            write_zip(file, proposal, package)
        elif package[0].format == "xlsx":
            suffix, content_type = "xlsx", XLSX
            write_xlsx(file, package[0], line_errors(proposal, package[0]))
        else:
            suffix, content_type = "csv", CSV
            write_csv(file, package[0], line_errors(proposal, package[0]))
    file.seek(0)
    name = f"{Path(proposal.file_name).stem}_errors.{suffix}"
    return Download(file, name, content_type)


def line_errors(proposal: Proposal, file: TableFile) -> LineErrors:
    """The errors of each line of a file, by line number."""
    rows = PlannedRow.objects.in_table(proposal, file.resource.table)
    invalid = rows.with_action("error").filter(number__gt=0)
    numbered = invalid.values_list("number", "errors")
    return {number: errors or [] for number, errors in numbered}


def join_errors(errors: list[CellErrorDict]) -> str:
    """All errors of a row as the text of one cell."""
    return " ".join(
        f"{e['column']}: {e['message']}" if e["column"] else e["message"]
        for e in errors
    )


def write_zip(target: IO[bytes], proposal: Proposal, package: list[TableFile]) -> None:
    """Write a zip with one CSV file for each table."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for file in package:
            with archive.open(f"{file.resource.table}.csv", "w") as member:
                write_csv(member, file, line_errors(proposal, file))


def write_csv(target: IO[bytes], file: TableFile, errors: LineErrors) -> None:
    """Write UTF-8 with a byte-order mark and the file's delimiter, safe to open."""
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=file.delimiter, lineterminator="\r\n")
    writer.writerow([*file.header, ERRORS])
    for _line, cells in annotated_lines(file, errors):
        writer.writerow(map(escape_for_spreadsheet, cells))
    text.flush()
    text.detach()


def write_xlsx(target: IO[bytes], file: TableFile, errors: LineErrors) -> None:
    """Write a workbook of text cells, in which invalid cells are red."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(file.resource.table[:31])
    sheet.freeze_panes = "A2"
    sheet.append([*file.header, ERRORS])
    for line, cells in annotated_lines(file, errors):
        invalid = {error["column"] for error in errors.get(line.number, ())}
        names = [*file.header, ERRORS]
        sheet.append(
            _cell(sheet, cell, is_invalid=name in invalid)
            for name, cell in zip(names, cells, strict=True)
        )
    book.save(target)


def annotated_lines(
    file: TableFile, errors: LineErrors
) -> Iterator[tuple[TableLine, list[str]]]:
    """Each line of a file, and its cells with the errors behind them."""
    for line in file.lines():
        yield line, [*line.cells.values(), join_errors(errors.get(line.number, []))]


def _cell(sheet: Any, text: str, *, is_invalid: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, replace_control_characters(text))
    cell.data_type = "s"  # Never a formula.
    if is_invalid:
        cell.fill = INVALID_FILL
    return cell
