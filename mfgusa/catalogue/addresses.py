"""The addresses that every catalogue has."""

from typing import Any

from django.urls import URLPattern, path, re_path


def catalogue(folder: str, name: str, view: Any) -> list[URLPattern]:
    """A list at `/folder/` and its twins by suffix: `/folder.csv` and the like."""
    suffixed = rf"^{folder}\.(?P<suffix>[a-z]{{2,7}})$"
    return [
        path(f"{folder}/", view.as_view(), name=f"{name}-list"),
        re_path(suffixed, view.as_view(), name=f"{name}-download"),
    ]
