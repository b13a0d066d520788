"""From spec to SVG and PNG, each drawn once and kept.

The drawing library takes a second to load and 100 MB, so that only the first picture
that is not in the cache loads it.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from django.core.cache import caches

from mfgusa.charts.markup import tidy

Drawing = TypeVar("Drawing", str, bytes)

NUMBERS = {int, float}  # Nothing is to be tidied among them.
logger = logging.getLogger(__name__)
_drawing = Lock()


def svg_of(spec: dict[str, Any]) -> str:
    """What Vega draws of a spec. No address is read, outside or inside."""
    import vl_convert

    return vl_convert.vegalite_to_svg(_tidy(spec), allowed_base_urls=[])


def _tidy(part: Any) -> Any:
    """Without characters that no SVG can hold: at one of them the library would end
    the whole process."""
    if isinstance(part, str):
        return tidy(part)
    if isinstance(part, dict):
        return {key: _tidy(value) for key, value in part.items()}
    if isinstance(part, list | tuple) and {*map(type, part)} - NUMBERS:
        return [_tidy(one) for one in part]
    return part


def png_of(svg: str) -> bytes:
    """An SVG file as pixels, one for each of its units."""
    import vl_convert

    return vl_convert.svg_to_png(svg, scale=1)


def kept(kind: str, what: Any, draw: Callable[[], Drawing]) -> Drawing:
    """The drawing of this kind of this matter, from the cache or drawn now."""
    key = _key(kind, what)
    if (found := _read(key)) is not None:
        return found
    with _drawing:  # One at a time; who waited finds it in the cache.
        if (found := _read(key)) is not None:
            return found
        drawing = draw()
        _write(key, drawing)
    return drawing


def _key(kind: str, what: Any) -> str:
    canonical = json.dumps([kind, what, _renderer()], sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode(errors="replace")).hexdigest()


@cache
def _renderer() -> str:
    """Changes with the library and with every line of this package."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    ours = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    return f"{version('vl-convert-python')} {ours.hexdigest()}"


def _read(key: str) -> Any:
    """What is kept under a key; a broken entry counts as none."""
    try:
        return caches["charts"].get(key)
    except Exception:  # Whatever a damaged file makes pickle or zlib say.
        logger.warning(
            "A kept picture cannot be read; it is drawn anew.", exc_info=True
        )
        return None


def _write(key: str, drawing: str | bytes) -> None:
    try:
        caches["charts"].set(key, drawing)
    except OSError as problem:
        logger.warning("A picture cannot be kept: %s", problem)
