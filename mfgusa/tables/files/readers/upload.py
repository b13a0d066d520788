"""An uploaded file of any supported format, as tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mfgusa.tables.files.readers.csv_file import read_csv
from mfgusa.tables.files.readers.detection import detect_format
from mfgusa.tables.files.readers.table_file import TableFile
from mfgusa.tables.files.readers.table_names import resource_for_filename
from mfgusa.tables.files.readers.workbook import read_workbook
from mfgusa.tables.files.readers.zip_tables import read_zip
from mfgusa.tables.schema.resource import TableResource, registry
from mfgusa.temporary_folder import temporary_folder


@contextmanager
def open_upload(path: Path, name: str, table: str = "") -> Iterator[list[TableFile]]:
    """The tables in the file at `path`, which was uploaded as `name`.

    With `table`, the file is that table whatever its name. The tables are in the order
    of their references, and can be read within the context. Raises UnreadableFile,
    and KeyError for an unknown `table`.
    """
    resource = registry[table]() if table else None
    with temporary_folder() as folder:
        yield _read(path, name, resource, folder)


def _read(
    path: Path, name: str, resource: TableResource | None, folder: Path
) -> list[TableFile]:
    format = detect_format(path, name)
    if format == "package":
        return read_zip(path, name, resource, folder)
    resource = resource or resource_for_filename(name)
    if format == "workbook":
        return [read_workbook(path, name, resource, folder)]
    return [read_csv(path, name, resource)]
