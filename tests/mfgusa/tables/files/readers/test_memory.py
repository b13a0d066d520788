import tracemalloc

import pytest

from mfgusa.tables.files.readers.upload import open_upload
from tests.mfgusa.tables.files.readers.builders import xlsx_from_xml

MOST = 6_000_000
ROWS = 4_000


@pytest.fixture
def peak():
    """The most bytes that Python held at once, so far."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def count(path, name):
    with open_upload(path, name) as (file,):
        return sum(1 for _line in file.lines())


def test_a_long_csv_file_is_streamed(tmp_path, peak):
    path = tmp_path / "upload"
    text = "".join(f"slug-{n},{'name' * 500}\n" for n in range(ROWS))
    path.write_text(f"slug,name\n{text}")
    del text
    tracemalloc.reset_peak()

    assert count(path, "skills.csv") == ROWS
    assert peak() < MOST < path.stat().st_size


def test_a_long_workbook_is_streamed(tmp_path, peak):
    path = tmp_path / "upload"
    cells = "".join(f'<row><c t="s"><v>{n}</v></c></row>' for n in range(ROWS))
    strings = "".join(f"<si><t>{n}{'name' * 500}</t></si>" for n in range(ROWS))
    path.write_bytes(xlsx_from_xml(cells, strings=strings))
    del cells, strings
    tracemalloc.reset_peak()

    assert count(path, "skills.xlsx") == ROWS - 1
    assert peak() < MOST
