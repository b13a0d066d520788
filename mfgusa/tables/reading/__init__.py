from mfgusa.tables.reading.files import Line, NotATable, TableFile
from mfgusa.tables.reading.opening import opened
from mfgusa.tables.reading.package import read_package
from mfgusa.tables.reading.size import looks_small

__all__ = [
    "Line",
    "NotATable",
    "TableFile",
    "looks_small",
    "opened",
    "read_package",
]
