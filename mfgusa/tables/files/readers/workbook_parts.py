"""The parts of a workbook, and how they point to each other."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from mfgusa.tables.files.readers.limits import MAX_PART_BYTES
from mfgusa.tables.files.readers.xml_stream import iter_elements
from mfgusa.tables.files.readers.zip_archive import ZipArchive

DEFAULT_WORKBOOK_PATH = "xl/workbook.xml"


@dataclass(frozen=True)
class Relationship:
    """What one part says of another: its number, its kind and its path."""

    id: str
    kind: str
    path: str


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it."""

    name: str
    path: str
    hidden: bool = False


class WorkbookParts:
    """A workbook's contents. Raises LookupError or ValueError for odd ones."""

    def __init__(self, archive: ZipArchive) -> None:
        self.archive = archive
        self.main = (
            self._of_kind(self._related(""), "officeDocument") or DEFAULT_WORKBOOK_PATH
        )
        self.related = self._related(self.main)
        self.strings = self._of_kind(self.related, "sharedStrings")
        self.sheets: list[SheetPart] = []
        self.epoch = WINDOWS_EPOCH
        self._read_main()

    def _read_main(self) -> None:
        sheets = {part.id: part for part in self.related if part.kind == "worksheet"}
        for element, said in self._elements(self.main):
            if element == "workbookPr" and said.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH
            if element == "sheet" and said.get("id") in sheets:
                hidden = said.get("state", "visible") != "visible"
                path = sheets[said["id"]].path
                self.sheets.append(SheetPart(said.get("name", ""), path, hidden))

    def formats(self) -> list[str]:
        """The number format of each style."""
        codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        styles: list[str] = []
        section = ""
        for element, said in self._elements(self._of_kind(self.related, "styles")):
            section = element if element.startswith("cell") else section
            if element == "numFmt" and not section:
                codes[said["numFmtId"]] = said["formatCode"]
            if element == "xf" and section == "cellXfs":
                styles.append(codes.get(said.get("numFmtId", "0"), ""))
        return styles

    def _elements(self, path: str) -> Iterator[tuple[str, dict[str, str]]]:
        if path not in self.archive.members:
            return
        if self.archive.members[path].file_size > MAX_PART_BYTES:
            raise self.archive.too_large()
        with self.archive.open(path) as file:
            yield from iter_elements(file)

    def _related(self, path: str) -> list[Relationship]:
        """The parts that a part refers to; those of the whole file for none."""
        folder, name = posixpath.split(path)
        listed = self._elements(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [
            Relationship(
                said.get("Id", ""),
                said.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, said["Target"]))[1:],
            )
            for element, said in listed
            if element == "Relationship" and "Target" in said
        ]

    @staticmethod
    def _of_kind(parts: list[Relationship], kind: str) -> str:
        return next((part.path for part in parts if part.kind == kind), "")
