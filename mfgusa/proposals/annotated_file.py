"""A copy of an uploaded file that says, beside each row, what is wrong with it."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

from mfgusa.proposals.jobs import package_of
from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.tables.files.formulas import escape_for_spreadsheet
from mfgusa.tables.files.readers.table_file import TableFile, TableLine
from mfgusa.tables.schema.columns import replace_control_characters

ERRORS = "errors"  # The column that is added; import passes over it.
WRONG = PatternFill("solid", fgColor="F8D7DA")
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"

Errors = dict[int, list[dict[str, str]]]


def annotated_file(proposal: Proposal) -> tuple[IO[bytes], str, str]:
    """The open copy, its name and its content type: of the kind that was uploaded.

    Raises UnreadableFile when the kept file cannot be read any more.
    """
    with package_of(proposal) as package:
        file = TemporaryFile()  # noqa: SIM115 (the response closes it)
        if len(package) > 1:
            suffix, content_type = "zip", ZIP
            write_zip(file, proposal, package)
        elif package[0].kind == "xlsx":
            suffix, content_type = "xlsx", XLSX
            write_xlsx(file, package[0], errors_of(proposal, package[0]))
        else:
            suffix, content_type = "csv", CSV
            write_csv(file, package[0], errors_of(proposal, package[0]))
    file.seek(0)
    return file, f"{Path(proposal.file_name).stem}_errors.{suffix}", content_type


def errors_of(proposal: Proposal, file: TableFile) -> Errors:
    """The errors of each line of a file, by its number."""
    rows = PlannedRow.objects.of(proposal, file.resource.table).having("error")
    return dict(rows.filter(number__gt=0).values_list("number", "errors"))


def sentences(errors: list[dict[str, str]]) -> str:
    """All errors of a row in one cell."""
    return " ".join(
        f"{e['column']}: {e['message']}" if e["column"] else e["message"]
        for e in errors
    )


def write_zip(target: IO[bytes], proposal: Proposal, package: list[TableFile]) -> None:
    with ZipFile(target, "w", ZIP_DEFLATED) as members:
        for file in package:
            with members.open(f"{file.resource.table}.csv", "w") as member:
                write_csv(member, file, errors_of(proposal, file))


def write_csv(target: IO[bytes], file: TableFile, errors: Errors) -> None:
    """UTF-8 with a byte-order mark and the file's own delimiter, safe to open."""
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=file.delimiter, lineterminator="\r\n")
    writer.writerow([*file.header, ERRORS])
    for _line, cells in rows(file, errors):
        writer.writerow(map(escape_for_spreadsheet, cells))
    text.flush()
    text.detach()


def write_xlsx(target: IO[bytes], file: TableFile, errors: Errors) -> None:
    """A workbook of text, in which the cells that are wrong are red."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(file.resource.table[:31])
    sheet.freeze_panes = "A2"
    sheet.append([*file.header, ERRORS])
    for line, cells in rows(file, errors):
        wrong = {error["column"] for error in errors.get(line.number, ())}
        names = [*file.header, ERRORS]
        sheet.append(
            _cell(sheet, cell, is_wrong=name in wrong)
            for name, cell in zip(names, cells, strict=True)
        )
    book.save(target)


def rows(file: TableFile, errors: Errors) -> Iterator[tuple[TableLine, list[str]]]:
    for line in file.lines():
        wrong = errors.get(line.number, [])
        yield line, [*line.cells.values(), sentences(wrong)]


def _cell(sheet: Any, text: str, *, is_wrong: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, replace_control_characters(text))
    cell.data_type = "s"  # Never a formula.
    if is_wrong:
        cell.fill = WRONG
    return cell
