"""Security headers of every response."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

PAGES = ["/", "/institutes/", "/no-such-page/", "/healthz", "/admin/login/"]


def policy_of(response):
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize("address", [*PAGES, "/institutes.csv", "/?x=%00"])
def test_every_response_restricts_content_to_the_site(db, client, address):
    response = client.get(address)
    policy = policy_of(response)

    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/map.svg", "/static/mfgusa/icon.svg"])
def test_a_standalone_svg_loads_and_runs_nothing(db, client, address):
    response = client.get(address)
    response.close()
    policy = policy_of(response)

    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


REDIRECT = """
import django
from django.test import Client
django.setup()
print(Client().get("/map/?a=1", headers={"host": "www.example.org:6666"})["Location"])
"""


def test_http_leads_to_the_name_of_the_site_whatever_the_request_says():
    public = {
        "ALLOWED_HOSTS": "kb.example.org,.example.org",
        "SECRET_KEY": "0123456789abcdef" * 4,
        "DJANGO_SETTINGS_MODULE": "mfgusa.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-c", REDIRECT],
        cwd=settings.BASE_DIR,
        env=os.environ | public,
        capture_output=True,
        text=True,
    )

    assert answer.stdout.strip() == "https://kb.example.org/map/?a=1"


def test_no_template_has_inline_style_or_script():
    templates = subprocess.run(
        ["git", "ls-files", "*.html"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    inline = re.compile(
        r"""\sstyle=|\son[a-z]+=["']|javascript:|<style|"""
        r"""<script(?![^>]*(\ssrc=|application/ld\+json))"""
    )
    for name in templates.stdout.splitlines():
        match = inline.search((settings.BASE_DIR / name).read_text())
        assert not match, (name, match)
