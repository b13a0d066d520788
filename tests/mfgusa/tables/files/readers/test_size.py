from io import BytesIO

import pytest

from mfgusa.tables.files.readers.size import looks_small
from tests.mfgusa.tables.files.readers.builders import zip_bytes


@pytest.mark.parametrize(
    ("content", "small"),
    [
        (b"slug\n" * 1999, True),
        (b"slug\r\n" * 1999, True),
        (b"slug\n" * 2000, False),
        (b"slug\r" * 2000, False),
        (b"slug\r\n" * 2000, False),
        (("slug\n" * 2000).encode("utf-16"), False),
        (b"x" * 2_000_001, False),
        (b"", True),
        (zip_bytes({"skills.csv": "slug\n" * 1000}), True),
        (zip_bytes({"skills.csv": bytes(2_000_001)}), False),
        (b"PK\x03\x04 no zip", True),
    ],
)
def test_a_file_looks_small_below_two_thousand_rows(content, small):
    assert looks_small(BytesIO(content)) == small
