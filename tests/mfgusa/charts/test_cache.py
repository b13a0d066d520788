"""Pictures are cached in files if possible."""

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache

from mfgusa.charts.cache import PictureCache


def test_the_first_picture_creates_the_folder(tmp_path):
    cache = PictureCache(tmp_path / "charts", {})
    assert not any(tmp_path.iterdir())

    cache.set("key", "picture")

    assert isinstance(cache.backend, FileBasedCache)
    assert PictureCache(tmp_path / "charts", {}).get("key") == "picture"


def test_pictures_are_in_memory_without_a_folder(tmp_path):
    (tmp_path / "file").touch()
    cache = PictureCache(tmp_path / "file" / "charts", {"OPTIONS": {"MAX_ENTRIES": 20}})

    cache.set("key", "picture")

    assert isinstance(cache.backend, LocMemCache)
    assert cache.backend._max_entries == 2
    assert cache.get("key") == "picture"
    cache.clear()
