"""The metrics of the site, answered to its own network only."""

import os
import re
import subprocess
import sys

import pytest
from django.core.cache import caches
from django.urls import resolve

from mfgusa import env

pytestmark = pytest.mark.django_db


def get_metrics(client, **extra):
    response = client.get("/metrics", **extra)
    assert response["Content-Type"].startswith("text/plain")
    return dict(re.findall(r"^([^# ]\S*(?:\{.*\})?) (\S+)$", response.text, re.M))


def grown(client, before, name):
    return float(get_metrics(client)[name]) - float(before.get(name, 0))


def test_requests_and_the_page_cache_are_counted(client, settings):
    pages = env.cache_settings("", "metrics", entries=10)
    settings.CACHES = {**settings.CACHES, "pages": pages}
    caches["pages"].clear()
    before = get_metrics(client)

    tag = client.get("/institutes/")["ETag"]
    client.get("/institutes/")
    client.get("/institutes/", headers={"If-None-Match": tag})

    for answer in ("miss", "hit", "unchanged"):
        name = f'mfgusa_page_cache_total{{answer="{answer}"}}'
        assert grown(client, before, name) == 1
    view = f'view="{resolve("/institutes/").view_name}"'
    name = f'mfgusa_requests_total{{method="GET",status="200",{view}}}'
    assert grown(client, before, name) == 2
    name = f"mfgusa_request_seconds_count{{{view}}}"
    assert grown(client, before, name) == 3


def test_jobs_version_and_build_are_reported(client):
    now = get_metrics(client)

    assert float(now['mfgusa_jobs{state="waiting"}']) == 0
    assert float(now["mfgusa_data_version"]) >= 0
    assert float(now["mfgusa_database_up"]) == 1
    assert any(name.startswith("mfgusa_build_info{") for name in now)
    assert 'mfgusa_database_pool{state="open"}' in now


def test_an_unknown_method_adds_no_series(client):
    client.generic("BREW" * 30, "/")

    assert not any("BREW" in name for name in get_metrics(client))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.31.0.1", "::1", "fd00::7", "::ffff:10.0.0.1"],
)
def test_a_private_address_is_answered(client, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "172.32.0.1"},
        {"REMOTE_ADDR": "2001:db8::1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "},
    ],
)
def test_other_addresses_get_404(client, meta):
    assert client.get("/metrics", **meta).status_code == 404


def test_a_token_grants_access_from_anywhere(client, settings):
    settings.METRICS_TOKEN = "a-long-token"
    far = {"REMOTE_ADDR": "203.0.113.9"}

    def status(authorization):
        return client.get(
            "/metrics", HTTP_AUTHORIZATION=authorization, **far
        ).status_code

    assert status("Bearer a-long-token") == 200
    assert status("Bearer another") == status("Bearer ä") == status("") == 404


def test_processes_add_up_in_a_shared_folder(tmp_path):
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    count = "from mfgusa.observability import metrics; metrics.queries.inc(2)"
    report = (
        "from prometheus_client import generate_latest;"
        f"{count};print(generate_latest(metrics.site_registry()).decode())"
    )
    for code in (count, report):
        command = [sys.executable, "-W", "ignore", "-c", code]
        result = subprocess.run(
            command,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        )

    assert "mfgusa_queries_total 4.0" in result.stdout
