"""Renders specs to SVG and PNG, and caches what was drawn.

The rendering library takes a second and 100 MB to load, so it is loaded for the first
picture that is not in the cache.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from django.core.cache import caches

from mfgusa.charts.markup import xml_text

Drawing = TypeVar("Drawing", str, bytes)

NUMBERS = {int, float}  # Sequences of numbers alone are not searched for text.
logger = logging.getLogger(__name__)
_render_lock = Lock()


class ConstantValues:
    """Data of a spec that are the same in every picture, known by their digest."""

    def __init__(self, values: object) -> None:
        self.values = values

    @cached_property
    def digest(self) -> str:
        """A digest of the values."""
        return _digest(self.values)


def render_svg(spec: Mapping[str, object]) -> str:
    """Return the SVG that Vega draws of a spec; it may load no URL."""
    import vl_convert

    clean = {key: _clean_text(value) for key, value in spec.items()}
    return vl_convert.vegalite_to_svg(clean, allowed_base_urls=[])


def _clean_text(value: object) -> object:
    """Return a spec without the characters that SVG cannot hold.

    The library ends the whole process at such a character.
    """
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, ConstantValues):
        return _clean_text(value.values)
    if isinstance(value, dict):
        return {key: _clean_text(item) for key, item in value.items()}
    if isinstance(value, list | tuple) and {*map(type, value)} - NUMBERS:
        return [_clean_text(item) for item in value]
    return value


def render_png(svg: str) -> bytes:
    """Return an SVG file as a PNG with one pixel for each unit."""
    import vl_convert

    return vl_convert.svg_to_png(svg, scale=1)


def cached(kind: str, key_parts: object, draw: Callable[[], Drawing]) -> Drawing:
    """Return the drawing of this kind and key from the cache, or draw and store it."""
    key = _cache_key(kind, key_parts)
    stored: Drawing | None = _get(key)
    if stored is not None:
        return stored
    with _render_lock:  # One at a time; those who waited find it in the cache.
        stored = _get(key)
        if stored is None:
            stored = draw()
            _set(key, stored)
        return stored


def _cache_key(kind: str, key_parts: object) -> str:
    return _digest([kind, key_parts, _renderer_version()])


def _digest(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, default=_key_part)
    return hashlib.sha256(canonical.encode(errors="replace")).hexdigest()


def _key_part(value: object) -> str:
    return value.digest if isinstance(value, ConstantValues) else str(value)


@cache
def _renderer_version() -> str:
    """The version of the library and a digest of this package."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    return f"{version('vl-convert-python')} {digest.hexdigest()}"


def _get(key: str) -> Any:  # A pickle from the cache has no static type.
    """Return the drawing stored under a key, None if there is none or it is damaged."""
    try:
        return caches["charts"].get(key)
    except Exception:  # Pickle and zlib raise many kinds for a damaged file.
        logger.warning(
            "A cached picture cannot be read; it is drawn again.", exc_info=True
        )
        return None


def _set(key: str, drawing: str | bytes) -> None:
    try:
        caches["charts"].set(key, drawing)
    except OSError as error:
        logger.warning("A picture cannot be cached: %s", error)
