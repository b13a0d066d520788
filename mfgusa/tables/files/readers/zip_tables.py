"""A zip of CSV files, one for each table."""

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
    """The tables of a zip, in the order of their references. Raises UnreadableFile.

    They are unpacked into `folder`, under the names of the tables.
    """
    with ZipArchive(path, name) as archive:
        archive.check(MAX_MEMBERS, MAX_RATIO)
        members = members_by_table(archive, resource)
        files = []
        for table in tables():
            if member := members.get(table.table):
                copy = folder / f"{table.table}.csv"
                archive.extract(member, copy)
                files.append(read_member(copy, PurePosixPath(member).name, table))
    return files


def members_by_table(
    archive: ZipArchive, resource: TableResource | None
) -> dict[str, str]:
    """The name of the member that holds each table."""
    names = [name for name in archive.names if not is_ignored(name)]
    refuse_other_files(names, archive.name)
    if resource:
        return {resource.table: single_member(names, archive.name)}
    members: dict[str, str] = {}
    for name in names:
        table = resource_for_filename(name).table
        if table in members:
            params = {"table": table, "one": members[table], "other": name}
            raise UnreadableFile(
                _("The table %(table)s is there twice: %(one)s and %(other)s.") % params
            )
        members[table] = name
    return members


def is_ignored(name: str) -> bool:
    """Whether a member is a folder or a hidden file, such as those of macOS."""
    parts = PurePosixPath(name).parts
    is_hidden = not parts or parts[-1].startswith(".") or "__MACOSX" in parts
    return name.endswith("/") or is_hidden


def refuse_other_files(names: list[str], file: str) -> None:
    """Raise UnreadableFile unless there are CSV files and no others."""
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
    """The only member of a zip. Raises UnreadableFile when there are several."""
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
    """An unpacked member as a table. Raises UnreadableFile."""
    if detect_format(path, name) != "text":
        raise unsupported_format(name, _("a workbook or zip inside a zip"))
    return read_csv(path, name, resource)
