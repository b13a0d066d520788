"""The strict grammar of pages that are no catalogue: what they take, and no more."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.errors import Problem, too_many
from mfgusa.text import did_you_mean, in_short, nearest


def takes(*names: str, several: Iterable[str] = ()) -> Callable:
    """A view that understands only these parameters; `several` may be repeated.

    An address with another one, or with one given twice, is refused (400).
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            problems = list(unknown(request.GET, names, several))
            if problems:
                return refused(request, problems)
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return strict

    return decorate


def unknown(
    data: QueryDict, names: Iterable[str], several: Iterable[str] = ()
) -> Iterator[Problem]:
    """What of an address a page does not know, or knows only once."""
    known = [*names, *several]
    if endless := list(too_many(data)):
        yield from endless
        return
    for name, values in data.lists():
        if name not in known:
            message = _("There is no parameter “%(name)s” here.")
            message = message % {"name": in_short(name)} + did_you_mean(name, known)
            yield Problem(name, message, nearest(name, known))
        elif len(values) > 1 and name not in several:
            yield Problem(name, _("“%(name)s” can be given once.") % {"name": name})


def refused(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    """The page that says what of an address is not understood."""
    context = {"problems": problems, "path": request.path}
    return render(request, "catalogue/refused.html", context, status=400)
