"""The strict grammar of pages that are no catalogue: what they take, and no more."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.errors import ParameterProblem, too_many_values
from mfgusa.text import in_short


def accept_parameters(*names: str, several: Iterable[str] = ()) -> Callable:
    """A view that understands only these parameters; `several` may be repeated.

    An address with another one, or with one given twice, is refused (400).
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            problems = list(unknown_parameters(request.GET, names, several))
            if problems:
                return render_refusal(request, problems)
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return strict

    return decorate


def unknown_parameters(
    data: QueryDict, names: Iterable[str], several: Iterable[str] = ()
) -> Iterator[ParameterProblem]:
    """What of an address a page does not know, or knows only once."""
    known = [*names, *several]
    if endless := list(too_many_values(data)):
        yield from endless
        return
    for name, values in data.lists():
        if name not in known:
            message = _("There is no parameter “%(name)s” here.")
            message %= {"name": in_short(name)}
            yield ParameterProblem.with_guess(name, message, name, known)
        elif len(values) > 1 and name not in several:
            yield ParameterProblem(
                name, _("“%(name)s” can be given once.") % {"name": name}
            )


def render_refusal(
    request: HttpRequest, problems: list[ParameterProblem]
) -> HttpResponse:
    """The page that says what of an address is not understood."""
    context = {"problems": problems, "path": request.path}
    return render(request, "catalogue/refused.html", context, status=400)
