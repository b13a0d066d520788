"""The table of a file, by the file's name."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.tables.schema.resource import TableResource, registry
from mfgusa.text import did_you_mean

# What browsers and people add: “table (1)”, “table-2”, “table_errors”.
COPY_SUFFIX = re.compile(r"([\s._-]*\(\d+\)|[\s._-]+(\d+|errors|copy))+$")
TITLE_SEPARATOR = " - "  # Google Sheets names a file after document and sheet.


def resource_for_filename(name: str) -> TableResource:
    """The table that a file is named after. Raises UnreadableFile for any other."""
    for table in candidate_names(name):
        if table in registry:
            return registry[table]()
    raise UnreadableFile(
        _("%(file)s is named like no table. The tables are: %(tables)s.")
        % {"file": name, "tables": ", ".join(sorted(registry))}
        + did_you_mean(next(candidate_names(name)), sorted(registry))
    )


def candidate_names(name: str) -> Iterator[str]:
    """A file's name without its extension, then without what is added to names."""
    stem = re.split(r"[/\\]", name)[-1].casefold()
    stem = stem.rpartition(".")[0] or stem
    yield stem.strip()
    for name_part in (stem, stem.rpartition(TITLE_SEPARATOR)[2]):
        yield COPY_SUFFIX.sub("", name_part).strip()
