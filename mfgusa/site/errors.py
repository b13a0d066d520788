"""A page that is not there, and the nearest that are; a page that cannot be made."""

import re
import sys
from urllib.parse import unquote

from django.shortcuts import render
from django.utils.text import slugify
from django.views.defaults import server_error

from mfgusa.catalogue.navigation import get_sections
from mfgusa.db import unavailable
from mfgusa.site.subjects import SUBJECTS, pages_of
from mfgusa.text import nearest

LONGEST = 100  # Letters of an address that are read.
MOST = 5_000  # Rows that are looked through for a name like the one asked for.


def not_found(request, exception):
    """Say so, search for the words of the address, and name what is nearest."""
    parts = [part for part in request.path[:LONGEST].split("/") if part]
    context = {
        "message": _message(exception),
        "words": _words(parts),
        "guesses": _guesses(parts),
    }
    return render(request, "404.html", context, status=404)


def broken(request):
    """Say whether it is the database, which comes back, or a mistake of ours."""
    why = unavailable.cause(sys.exc_info()[1])
    return unavailable.answer(request, why) if why else server_error(request)


def _message(exception):
    """What a view says of it; Django's own report of the addresses it tried is not."""
    said = exception.args[0] if exception.args else ""
    return said if not isinstance(said, dict) else ""


def _words(parts):
    """What may be meant, as words: the last part without a suffix."""
    last = unquote(parts[-1]) if parts else ""
    return " ".join(re.findall(r"\w+", re.sub(r"\.[a-z]{2,7}$", "", last)))


def _guesses(parts):
    """The section that is nearest to an address, and the row of it; names and paths."""
    sections = {section.path.strip("/"): section for section in get_sections()}
    folder = nearest(parts[0].lower(), sections) if parts else ""
    if not folder:
        return []
    asked = parts[-1] if len(parts) > 1 and folder in SUBJECTS else ""
    row = _row_like(folder, asked)
    section = sections[folder]
    found = [(row, row.get_absolute_url())] if row else []
    return [*found, (section.title, section.path)]


def _row_like(folder, asked):
    """The row whose key or name begins with what is asked for, or is most like it."""
    word = slugify(asked)
    if not word:
        return None
    rows = {}
    for row in pages_of(folder)[:MOST]:
        rows[row.get_absolute_url().rsplit("/", 2)[-2].lower()] = row
        rows.setdefault(slugify(str(row)), row)
    begun = next((key for key in rows if key.startswith(word)), "")
    return rows.get(begun or nearest(word, rows))
