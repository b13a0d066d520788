from contextlib import ExitStack

import pytest

from mfgusa.tables.files.readers.upload import open_upload


@pytest.fixture
def read_all(tmp_path):
    """Opens bytes as a curator's file; gives its tables, which stay open."""
    with ExitStack() as stack:

        def read_all(content, name="skills.csv", table=""):
            path = tmp_path / "upload"
            path.write_bytes(content)
            return stack.enter_context(open_upload(path, name, table))

        yield read_all


@pytest.fixture
def read(read_all):
    """The one table of a file."""

    def read(content, name="skills.csv", table=""):
        (file,) = read_all(content, name, table)
        return file

    return read
