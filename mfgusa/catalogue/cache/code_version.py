"""The version of the code that makes the pages."""

import hashlib
from functools import cache

from django.conf import settings

CODE_SUFFIXES = (".py", ".html", ".css", ".js", ".svg", ".txt")


@cache
def code_version() -> str:
    """A digest that changes with each file of code, template and stylesheet."""
    digest = hashlib.sha256()
    for folder in settings.CODE_FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.suffix in CODE_SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
