"""What Dockerfile and compose.yaml promise, as far as it can be told without Docker."""

import json
import os
import re
import subprocess
import sys
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.conf import settings

from mfgusa import healthcheck

ROOT = settings.BASE_DIR
READERS = [
    "mfgusa/env.py",
    "mfgusa/settings.py",
    "mfgusa/management/port.py",
    "mfgusa/management/commands/run.py",
    "mfgusa/server/limits.py",
]
READ = re.compile(
    r'env\.(?:read_bool|read_int|read_list)\(\s*(?:#.*\s*)?"(\w+)"|environ\.get\("(\w+)"'
)
GIVEN = {"SITE_HOST": "kb.example.org", "SECRET_KEY": "0123456789abcdef" * 4}
GIVEN["POSTGRES_PASSWORD"] = "0f" * 16


def text(name):
    return (ROOT / name).read_text()


def variables_read():
    """The names of all variables that settings and the command read."""
    found = READ.findall("".join(map(text, READERS)))
    return {name for pair in found for name in pair if name} | {"SECRET_KEY"}


def variables_of_container():
    """What the image and compose.yaml say, as they reach the site."""
    image = re.findall(r"(?:ENV |^    )([A-Z_]+)=(\S+)", text("Dockerfile"), re.M)
    shared = text("compose.yaml").split("services:")[0]
    composed = re.findall(r'^    ([A-Z_]+): "?([^"\n]+)"?$', shared, re.M)
    filled = {
        name: re.sub(r"\$\{(\w+).*?\}", lambda match: GIVEN[match[1]], value)
        for name, value in composed
    }
    return dict(image), filled


def copied():
    """Every folder and file that the image takes from here."""
    return re.findall(r"^COPY (?!--from)(\S+)", text("Dockerfile"), re.M)


def test_the_image_holds_all_that_the_site_is_made_of():
    packages = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]
    parts = {*packages["root_packages"], "templates", "fixtures", "manage.py"}

    assert {*copied()} == parts | {"requirements/site.txt"}
    assert all((ROOT / source).exists() for source in copied())


def test_what_is_copied_is_not_left_out_of_the_build():
    let_in = re.findall(r"^!(\S+)", text(".dockerignore"), re.M)

    assert {source.split("/")[0] for source in copied()} == {*let_in}


def test_the_container_starts_what_make_run_and_the_journeys_start():
    command = json.loads(re.findall(r"^CMD (\[.*\])", text("Dockerfile"), re.M)[0])
    site = re.search(r"command: \[(python, manage\.py, run.*)\]", text("compose.yaml"))

    assert command == ["python", "manage.py", "run"]
    assert f"exec $(BIN)/{' '.join(command)}\n" in text("Makefile")
    assert site[1].split(", ") == [*command, "--no-worker"]


def test_the_image_is_built_from_pinned_packages_and_runs_as_nobody_special():
    dockerfile = text("Dockerfile")

    assert "--require-hashes --requirement /requirements.txt" in dockerfile
    assert dockerfile.rindex("USER site") > dockerfile.rindex("RUN ")
    assert text("compose.yaml").count("read_only: true") == 4


def test_images_come_by_their_plain_names():
    images = re.findall(r"^FROM (\S+)", text("Dockerfile"), re.M)
    images += re.findall(r"^ +image: (\S+)", text("compose.yaml"), re.M)

    assert len(images) == 6
    assert not any("." in image.split("/")[0].split(":")[0] for image in images)


def test_every_variable_of_the_container_is_one_that_the_site_reads():
    image, composed = variables_of_container()
    of_python = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}

    assert {*image} - of_python == {"DATA_DIR", "STATIC_ROOT", "HOST", "PORT"}
    assert {*image} - of_python <= variables_read()
    assert {"ALLOWED_HOSTS", "SECRET_KEY", "DATABASE_URL"} < {*composed}
    assert {*composed} <= variables_read()


def test_every_variable_is_explained():
    table = re.findall(r"^\| `(\w+)` \|", text("docs/operations.md"), re.M)

    assert variables_read() - {*table} == set()


def test_the_settings_of_the_container_are_all_that_a_public_site_needs(tmp_path):
    image, composed = variables_of_container()
    here = {"DATA_DIR": str(tmp_path), "STATIC_ROOT": str(tmp_path / "static")}
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | image | composed | here,
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 0, checked.stderr


class Answer(BaseHTTPRequestHandler):
    """A site that answers to one name alone."""

    def do_GET(self):
        known = self.headers["Host"] == "kb.example.org" and self.path == "/healthz"
        self.send_response(200 if known else 400)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(
    ("hosts", "is_well"), [("kb.example.org,other.org", True), ("x.org", False)]
)
def test_the_health_check_asks_by_a_name_of_the_site(monkeypatch, hosts, is_well):
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.handle_request, daemon=True).start()
        monkeypatch.setenv("PORT", str(server.server_port))
        monkeypatch.setenv("ALLOWED_HOSTS", hosts)

        assert healthcheck.is_healthy() is is_well


def test_a_site_that_is_down_is_not_well(monkeypatch):
    monkeypatch.setenv("PORT", "1")

    assert not healthcheck.is_healthy()
