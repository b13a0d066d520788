"""The strict grammar of pages that are not catalogues: a list of parameters."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.errors import ParameterProblem, too_many_values
from mfgusa.text import shorten

View = Callable[..., HttpResponseBase]


def accept_parameters(
    *names: str, several: Iterable[str] = ()
) -> Callable[[View], View]:
    """Decorate a view that accepts these parameters; `several` may be repeated.

    A request with another parameter, or with one given twice, is refused (400).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            problems = list(unknown_parameters(request.GET, names, several))
            if problems:
                return render_refusal(request, problems)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def unknown_parameters(
    data: QueryDict, names: Iterable[str], several: Iterable[str] = ()
) -> Iterator[ParameterProblem]:
    """The parameters that a page does not know, or accepts only once."""
    known = [*names, *several]
    if problems := list(too_many_values(data)):
        yield from problems
        return
    for name, values in data.lists():
        if name not in known:
            message = _("There is no parameter “%(name)s” here.")
            message %= {"name": shorten(name)}
            yield ParameterProblem.unknown_name(name, message, known)
        elif len(values) > 1 and name not in several:
            yield repeated_parameter(name)


def repeated_parameter(name: str) -> ParameterProblem:
    """The problem of a parameter that is given twice, but accepted only once."""
    return ParameterProblem(name, _("“%(name)s” can be given once.") % {"name": name})


def render_refusal(
    request: HttpRequest, problems: list[ParameterProblem]
) -> HttpResponse:
    """The page that says which parameters of a URL are not understood."""
    context = {"problems": problems, "path": request.path}
    return render(request, "catalogue/refused.html", context, status=400)
