"""The addresses that every catalogue has, and those of rows."""

from functools import lru_cache
from typing import Any

from django.urls import URLPattern, path, re_path, reverse


def list_urlpatterns(folder: str, name: str, view: Any) -> list[URLPattern]:
    """A list at `/folder/` and its twins by suffix: `/folder.csv` and the like."""
    suffixed = rf"^{folder}\.(?P<suffix>[a-z]{{2,7}})$"
    return [
        path(f"{folder}/", view.as_view(), name=f"{name}-list"),
        re_path(suffixed, view.as_view(), name=f"{name}-download"),
    ]


@lru_cache(maxsize=20_000)
def cached_reverse(name: str, *given: Any) -> str:
    """The address of a row by the name of its pattern; a page has some hundred.

    To look it up takes a tenth of a millisecond, and it never changes.
    """
    return reverse(name, args=given)
