"""A zip of CSV files, each of them one table."""

from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.csv_file import read_text
from mfgusa.tables.files.readers.detection import kind_of, refusal
from mfgusa.tables.files.readers.limits import MOST_MEMBERS, MOST_RATIO
from mfgusa.tables.files.readers.table_file import NotATable, TableFile
from mfgusa.tables.files.readers.table_names import table_named
from mfgusa.tables.files.readers.zip_archive import Archive
from mfgusa.tables.schema.resource import TableResource, tables


def read_zip(
    path: Path, name: str, resource: TableResource | None, folder: Path
) -> list[TableFile]:
    """The tables of a zip, in the order they depend on. Raises NotATable.

    They are unpacked into `folder`, under names of our own.
    """
    with Archive(path, name) as archive:
        archive.check(MOST_MEMBERS, MOST_RATIO)
        members = by_table(archive, resource)
        files = []
        for one in tables():
            if member := members.get(one.table):
                copy = folder / f"{one.table}.csv"
                archive.copy(member, copy)
                files.append(read_member(copy, PurePosixPath(member).name, one))
    return files


def by_table(archive: Archive, resource: TableResource | None) -> dict[str, str]:
    """The member that holds each table."""
    names = [name for name in archive.names if not is_litter(name)]
    refuse_others(names, archive.name)
    if resource:
        return {resource.table: only(names, archive.name)}
    found: dict[str, str] = {}
    for name in names:
        table = table_named(name).table
        if table in found:
            said = {"table": table, "one": found[table], "other": name}
            raise NotATable(
                _("The table %(table)s is there twice: %(one)s and %(other)s.") % said
            )
        found[table] = name
    return found


def is_litter(name: str) -> bool:
    """Folders, and what the system of a Mac leaves in every zip."""
    parts = PurePosixPath(name).parts
    hidden = not parts or parts[-1].startswith(".") or "__MACOSX" in parts
    return name.endswith("/") or hidden


def refuse_others(names: list[str], file: str) -> None:
    others = [name for name in names if not name.casefold().endswith(".csv")]
    if others:
        raise NotATable(
            _(
                "%(file)s holds what is no CSV file: %(others)s. Pack CSV files only, "
                "one for each table."
            )
            % {"file": file, "others": ", ".join(others[:10])}
        )
    if not names:
        raise NotATable(_("%(path)s holds no CSV file.") % {"path": file})


def only(names: list[str], file: str) -> str:
    """The one member of a zip that is of one table."""
    if len(names) > 1:
        raise NotATable(
            _(
                "%(file)s holds %(count)d files, but one table is expected here. "
                "Import them together as a package, or upload one of them."
            )
            % {"file": file, "count": len(names)}
        )
    return names[0]


def read_member(path: Path, name: str, resource: TableResource) -> TableFile:
    if kind_of(path, name) != "text":
        raise refusal(name, _("a workbook or zip inside a zip"))
    return read_text(path, name, resource)
