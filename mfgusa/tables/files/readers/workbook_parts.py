"""The parts of a workbook and the relationships between them."""

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
    """A reference from one part to another: its id, and the target's type and path."""

    id: str
    type: str
    path: str


@dataclass(frozen=True)
class SheetPart:
    """A sheet in the list of the workbook."""

    name: str
    path: str
    is_hidden: bool = False


class WorkbookParts:
    """The contents of a workbook.

    Raises LookupError or ValueError for a workbook that does not follow the standard.
    """

    def __init__(self, archive: ZipArchive) -> None:
        self.archive = archive
        main = self._path_of_type(self._relationships(""), "officeDocument")
        self.main = main or DEFAULT_WORKBOOK_PATH
        self.relationships = self._relationships(self.main)
        self.strings = self._path_of_type(self.relationships, "sharedStrings")
        self.sheets: list[SheetPart] = []
        self.epoch = WINDOWS_EPOCH
        self._read_main()

    def _read_main(self) -> None:
        paths = {r.id: r.path for r in self.relationships if r.type == "worksheet"}
        for element, attributes in self._elements(self.main):
            if element == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH
            if element == "sheet" and (path := paths.get(attributes.get("id", ""))):
                is_hidden = attributes.get("state", "visible") != "visible"
                name = attributes.get("name", "")
                self.sheets.append(SheetPart(name, path, is_hidden))

    def formats(self) -> list[str]:
        """The number format of each style."""
        codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        styles: list[str] = []
        section = ""
        path = self._path_of_type(self.relationships, "styles")
        for element, attributes in self._elements(path):
            section = element if element.startswith("cell") else section
            if element == "numFmt" and not section:
                codes[attributes["numFmtId"]] = attributes["formatCode"]
            if element == "xf" and section == "cellXfs":
                styles.append(codes.get(attributes.get("numFmtId", "0"), ""))
        return styles

    def _elements(self, path: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The elements of a part; none for a part that does not exist."""
        if path not in self.archive.members:
            return
        if self.archive.members[path].file_size > MAX_PART_BYTES:
            raise self.archive.too_large()
        with self.archive.open(path) as file:
            yield from iter_elements(file)

    def _relationships(self, path: str) -> list[Relationship]:
        """The relationships of a part; those of the package for an empty path."""
        folder, name = posixpath.split(path)
        rels_path = posixpath.join(folder, "_rels", f"{name}.rels")
        return [
            Relationship(
                attributes.get("Id", ""),
                attributes.get("Type", "").rpartition("/")[2],
                _absolute_path(folder, attributes["Target"]),
            )
            for element, attributes in self._elements(rels_path)
            if element == "Relationship" and "Target" in attributes
        ]

    @staticmethod
    def _path_of_type(relationships: list[Relationship], type_: str) -> str:
        """The path of the first target of a type; blank if there is none."""
        return next((r.path for r in relationships if r.type == type_), "")


def _absolute_path(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target))[1:]
