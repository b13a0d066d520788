"""The URL patterns that every catalogue has, and the URLs of rows."""

from functools import lru_cache

from django.urls import URLPattern, path, re_path, reverse
from django.views.generic import View


def list_urlpatterns(
    folder: str, name: str, view: type[View], detail_view: type[View] | None = None
) -> list[URLPattern]:
    """A list at `/folder/`, its files by suffix (`/folder.csv`), and a page by key.

    The names of the patterns are `name` with `-list`, `-download` and `-detail`.
    """
    suffixed = rf"^{folder}\.(?P<suffix>[a-z]{{2,7}})$"
    patterns = [
        path(f"{folder}/", view.as_view(), name=f"{name}-list"),
        re_path(suffixed, view.as_view(), name=f"{name}-download"),
    ]
    if detail_view:
        detail = detail_view.as_view()
        patterns.append(path(f"{folder}/<slug:key>/", detail, name=f"{name}-detail"))
    return patterns


@lru_cache(maxsize=20_000)
def cached_reverse(name: str, *args: str | int) -> str:
    """The URL path of a row by the name of its pattern.

    A page has some hundreds of them; `reverse` takes a tenth of a millisecond.
    """
    return reverse(name, args=args)
