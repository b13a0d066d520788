"""Sets of rows, by their ids: whole numbers up to four billion."""

from collections.abc import Iterable, Iterator
from struct import unpack_from

from pyroaring import BitMap

RowSet = BitMap

MAX_ID = 2**32 - 1  # Of a row that a set can hold.
CONTAINER = 65_536  # Rows whose ids differ in their last 16 bits only.
CONTAINER_BYTES = CONTAINER // 8
MAX_ARRAY = 4096  # Rows of a container that is stored as an array.
NO_RUNS_COOKIE, RUNS_COOKIE = 12_346, 12_347
MIN_OFFSETS = 4  # Containers from which on offsets are stored beside runs.


def union(row_sets: Iterable[RowSet]) -> RowSet:
    """The rows that are in any of the sets."""
    return RowSet.union(RowSet(), *row_sets)


def dense_bits(rows: RowSet) -> tuple[bytes, list[int]]:
    """A bit for each row of the containers that have any, and their numbers.

    The lowest bit of a byte stands for its first row, as PostgreSQL's `get_bit` counts.
    """
    numbers, bits = [], bytearray()
    for number, content in read_containers(rows.serialize()):
        numbers.append(number)
        bits += content
    return bytes(bits), numbers


def read_containers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The containers of a serialized set: number and bits.

    The format is that of https://github.com/RoaringBitmap/RoaringFormatSpec.
    """
    (cookie,) = unpack_from("<I", data)
    has_runs = cookie & 0xFFFF == RUNS_COOKIE
    if has_runs:
        size = (cookie >> 16) + 1
        start = 4 + (size + 7) // 8
    else:
        (size,), start = unpack_from("<I", data, 4), 8
    heads = unpack_from(f"<{2 * size}H", data, start)
    place = start + 4 * size
    if not has_runs or size >= MIN_OFFSETS:
        place += 4 * size
    for index in range(size):
        number, count = heads[2 * index], heads[2 * index + 1] + 1
        is_run = has_runs and data[4 + index // 8] >> index % 8 & 1
        content, length = _container(data, place, 0 if is_run else count)
        place += length
        yield number, content


def _container(data: bytes, place: int, count: int) -> tuple[bytes, int]:
    """The bits of a container, and its length; a count of 0 stands for runs."""
    if count > MAX_ARRAY:
        return data[place : place + CONTAINER_BYTES], CONTAINER_BYTES
    if count:
        return _bits_of_array(unpack_from(f"<{count}H", data, place)), 2 * count
    (runs,) = unpack_from("<H", data, place)
    bounds = unpack_from(f"<{2 * runs}H", data, place + 2)
    return _bits_of_runs(zip(bounds[::2], bounds[1::2], strict=True)), 2 + 4 * runs


def _bits_of_array(rows: Iterable[int]) -> bytes:
    bits = bytearray(CONTAINER_BYTES)
    for row in rows:
        bits[row >> 3] |= 1 << (row & 7)
    return bytes(bits)


def _bits_of_runs(runs: Iterable[tuple[int, int]]) -> bytes:
    """Each run has its first row, and how many follow."""
    bits = 0
    for first, following in runs:
        bits |= ((2 << following) - 1) << first
    return bits.to_bytes(CONTAINER_BYTES, "little")
