"""A zip of CSV files, each of them one table."""

from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.csv_file import read_csv
from mfgusa.tables.files.readers.detection import detect_format, unsupported_format
from mfgusa.tables.files.readers.limits import MAX_MEMBERS, MAX_RATIO
from mfgusa.tables.files.readers.table_file import TableFile, UnreadableFile
from mfgusa.tables.files.readers.table_names import resource_for_filename
from mfgusa.tables.files.readers.zip_archive import ZipArchive
from mfgusa.tables.schema.resource import TableResource, tables


def read_zip(
    path: Path, name: str, resource: TableResource | None, folder: Path
) -> list[TableFile]:
    """The tables of a zip, in the order they depend on. Raises UnreadableFile.

    They are unpacked into `folder`, under names of our own.
    """
    with ZipArchive(path, name) as archive:
        archive.check(MAX_MEMBERS, MAX_RATIO)
        members = members_by_table(archive, resource)
        files = []
        for one in tables():
            if member := members.get(one.table):
                copy = folder / f"{one.table}.csv"
                archive.copy(member, copy)
                files.append(read_member(copy, PurePosixPath(member).name, one))
    return files


def members_by_table(
    archive: ZipArchive, resource: TableResource | None
) -> dict[str, str]:
    """The member that holds each table."""
    names = [name for name in archive.names if not is_ignored(name)]
    refuse_other_files(names, archive.name)
    if resource:
        return {resource.table: single_member(names, archive.name)}
    found: dict[str, str] = {}
    for name in names:
        table = resource_for_filename(name).table
        if table in found:
            said = {"table": table, "one": found[table], "other": name}
            raise UnreadableFile(
                _("The table %(table)s is there twice: %(one)s and %(other)s.") % said
            )
        found[table] = name
    return found


def is_ignored(name: str) -> bool:
    """Folders, and what the system of a Mac leaves in every zip."""
    parts = PurePosixPath(name).parts
    hidden = not parts or parts[-1].startswith(".") or "__MACOSX" in parts
    return name.endswith("/") or hidden


def refuse_other_files(names: list[str], file: str) -> None:
    others = [name for name in names if not name.casefold().endswith(".csv")]
    if others:
        raise UnreadableFile(
            _(
                "%(file)s holds what is no CSV file: %(others)s. Pack CSV files only, "
                "one for each table."
            )
            % {"file": file, "others": ", ".join(others[:10])}
        )
    if not names:
        raise UnreadableFile(_("%(path)s holds no CSV file.") % {"path": file})


def single_member(names: list[str], file: str) -> str:
    """The one member of a zip that is of one table."""
    if len(names) > 1:
        raise UnreadableFile(
            _(
                "%(file)s holds %(count)d files, but one table is expected here. "
                "Import them together as a package, or upload one of them."
            )
            % {"file": file, "count": len(names)}
        )
    return names[0]


def read_member(path: Path, name: str, resource: TableResource) -> TableFile:
    if detect_format(path, name) != "text":
        raise unsupported_format(name, _("a workbook or zip inside a zip"))
    return read_csv(path, name, resource)
