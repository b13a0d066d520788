"""The packages of mfgusa know no word of the domain; apps and settings tell them."""

import re

import pytest
from django.conf import settings

WORDS = re.compile(
    r"(?<![a-z])(institutes?|partners?|memberships?|roadmaps?|pillars?|funding|agenc(y|ies)"
    r"|sponsor(s|ed|ing)?|workforce|manufacturing( usa)?|focus.areas?)(?![a-z])"
    r"|\b(DOD|DOE|DOC|NIST)\b",
    re.IGNORECASE,
)
# What may know them: the pages of this site, its settings, and its addresses.
SITE = ("site/", "settings.py", "urls.py")
ALLOWED = {
    # It recognizes a folder of version 0.1 by the names that its apps had.
    "db/version_0_1.py",
}
ROOT = settings.BASE_DIR / "mfgusa"
PATHS = sorted(
    path
    for suffix in ("py", "sql")
    for path in ROOT.rglob(f"*.{suffix}")
    if not str(path.relative_to(ROOT)).startswith(SITE)
    and str(path.relative_to(ROOT)) not in ALLOWED
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_file_has_no_word_of_the_domain(path):
    lines = enumerate(path.read_text().splitlines(), 1)
    assert [(number, line) for number, line in lines if WORDS.search(line)] == []
