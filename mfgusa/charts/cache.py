"""The cache of rendered pictures: files, or memory if no folder is writable."""

import os
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.utils.functional import cached_property


class PictureCache(BaseCache):
    """A cache backend that creates its folder at its first use.

    FileBasedCache creates it on initialization, for a system check too.
    """

    def __init__(self, folder: Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.folder, self.params = Path(folder), params

    @cached_property
    def backend(self) -> BaseCache:
        """A file cache in the folder, or a small cache in memory."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(self.folder, os.W_OK):
                return FileBasedCache(str(self.folder), self.params)
        except OSError:
            pass
        options = {"MAX_ENTRIES": self._max_entries // 10}
        return LocMemCache(self.folder.name, self.params | {"OPTIONS": options})

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self.backend.add(*args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self.backend.get(*args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self.backend.set(*args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self.backend.touch(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self.backend.delete(*args, **kwargs)

    def clear(self) -> None:
        self.backend.clear()
