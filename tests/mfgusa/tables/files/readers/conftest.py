from contextlib import ExitStack

import pytest

from mfgusa.tables.files.readers.upload import open_upload


@pytest.fixture
def read_all(tmp_path):
    """Open bytes as an uploaded file; its tables stay open during the test."""
    with ExitStack() as stack:

        def read_all(content, name="skills.csv", table=""):
            path = tmp_path / "upload"
            path.write_bytes(content)
            return stack.enter_context(open_upload(path, name, table))

        yield read_all


@pytest.fixture
def read(read_all):
    """Read bytes as an uploaded file with one table."""

    def read(content, name="skills.csv", table=""):
        (file,) = read_all(content, name, table)
        return file

    return read
