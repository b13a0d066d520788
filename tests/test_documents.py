"""The documents say what the code does: names, addresses and links in them are true."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.annotations import product_files

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
VARIABLE = re.compile(
    r"""(?:\bos\.environ(?:\.get)?[\(\[]|\b(?:env\.|read_)\w+\()
        \s*(?:\#.*\n\s*)?"([A-Z_]+)\"""",
    re.VERBOSE,
)
SET_BY_THE_SITE = {"LC_ALL", "PROMETHEUS_MULTIPROC_DIR", "SHARED_COUNTERS"}
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"`([^`\n]+)`")


def documents():
    """Every Markdown file of the project."""
    names = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True
    )
    return [ROOT / name for name in names.stdout.splitlines()]


def relative(path):
    return path.relative_to(ROOT).as_posix()


def guides():
    """README, CONTRIBUTING and docs, which describe what there is now."""
    return [
        file
        for file in documents()
        if file.parent.name != "adr" and "CHANGE" not in file.name
    ]


def anchors(file):
    """The anchors of the headings of a file, as forges make them."""
    headings = re.findall(r"^#+ +(.*)$", file.read_text(), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in words}


@pytest.mark.parametrize("file", documents(), ids=relative)
def test_every_relative_link_leads_somewhere(file):
    for path, anchor in LINK.findall(file.read_text()):
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), path
        if anchor:
            assert anchor in anchors(target), f"{path}#{anchor}"


def test_every_variable_of_the_environment_is_in_operations():
    described = (ROOT / "docs/operations.md").read_text()
    variables = {
        name for file in product_files() for name in VARIABLE.findall(file.read_text())
    } - SET_BY_THE_SITE

    assert len(variables) > 20
    assert {name for name in variables if f"| `{name}` |" not in described} == set()


def test_every_variable_in_the_documents_is_read():
    code = "".join(file.read_text() for file in product_files())
    for name in ("README.md", "docs/operations.md"):
        rows = re.findall(
            r"^\| `([A-Z_]+)` \|", (ROOT / name).read_text(), re.MULTILINE
        )
        assert {row for row in rows if f'"{row}"' not in code} == set()


def test_every_command_and_target_is_described():
    described = "".join(file.read_text() for file in guides())
    ours = ("mfgusa", "institutes", "roadmaps", "pillars")
    commands = {
        name for name, app in get_commands().items() if str(app).startswith(ours)
    }
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))

    assert {"run", "prepare", "work", "import_tables"} <= commands
    assert {
        c for c in commands if not re.search(rf"manage\.py {c}\b", described)
    } == set()
    spaced = " ".join(described.split())
    assert {t for t in targets if not re.search(rf"make {t}\b(?!-)", spaced)} == set()


def addresses_of_the_readme():
    """Every address in the README, whole or with a suffix."""
    return sorted({code for code in CODE.findall(README) if re.match(r"/[a-z]", code)})


@pytest.mark.parametrize("address", addresses_of_the_readme())
def test_an_address_of_the_readme_shows_at_least_one_row(facts, client, address):
    response = client.get(address, follow=address == "/admin/")
    assert response.status_code == 200
    path, _mark, query = address.partition("?")
    if "." not in path:
        file = f"{path.rstrip('/')}.csv"
        try:
            resolve(file)
        except Resolver404:
            return  # A page without a table of its own.
        response = client.get(f"{file}?{query}")
    if "X-Row-Count" in response:
        assert int(response["X-Row-Count"]) > 0


@pytest.mark.parametrize("file", guides(), ids=relative)
def test_every_path_in_the_guides_exists(file):
    """Paths of modules and folders in backticks, such as `mfgusa/db/`."""
    tops = tuple(f"{p.name}/" for p in ROOT.iterdir() if p.is_dir())
    for code in CODE.findall(file.read_text()):
        if code.startswith(tops) and re.fullmatch(r"[\w./*-]+", code):
            assert list(ROOT.glob(code.rstrip("/"))), code


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_class_in_the_guides_is_in_the_code(name):
    code = "".join(file.read_text() for file in product_files())
    words = CODE.findall((ROOT / name).read_text())
    classes = {word for word in words if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", word)}

    assert classes
    assert {word for word in classes if f"class {word}" not in code} == set()


def test_every_record_is_listed_and_dated():
    folder = ROOT / "docs/adr"
    listed = (folder / "README.md").read_text()
    for file in folder.glob("[0-9]*.md"):
        text = file.read_text()
        assert f"({file.name})" in listed, file.name
        assert text.startswith(f"# {file.name[:4]}. "), file.name
        assert re.search(r"^- Date: 20\d\d-\d\d-\d\d$", text, re.MULTILINE), file.name
        sections = re.findall(r"^## (.*)$", text, re.MULTILINE)
        assert sections == [
            *("Context", "Decision", "Consequences", "What was passed over")
        ], file.name
