"""`make run` on a fresh machine, again, and in the wrong place."""

import os
import re
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import psycopg
import pytest
from django.conf import settings

WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"


@pytest.fixture
def own_site(prepared_site, tmp_path):
    """A site that ran before."""
    running = prepared_site.copy(tmp_path / "data")
    yield running
    if running.process:
        running.stop()


def make_run(**environment):
    return subprocess.run(
        ["make", "run"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_first_start_loads_the_facts_and_names_a_curator_once(prepared_site, site):
    assert "3878 facts loaded." in prepared_site.output
    assert len(prepared_site.password) >= 16
    assert not prepared_site.database_runs

    assert "facts loaded" not in site.output
    assert "curator /" not in site.output
    assert urlopen(f"{site.url}/institutes/iacmi/").status == 200


def test_a_polite_end_stops_the_database_too(own_site):
    own_site.start(DRAIN_SECONDS="20")
    assert own_site.database_runs

    download = in_flight_while(own_site, lambda: own_site.stop(signal.SIGTERM))

    assert download.splitlines()[0].startswith("key,")
    assert len(download.splitlines()) > 500
    assert not own_site.database_runs
    assert "Traceback" not in own_site.output


def in_flight_while(site, end):
    """A download that waits for the database when the site is told to end."""
    where = f"host={site.folder}/postgres user=postgres dbname=postgres"
    with ThreadPoolExecutor(2) as people:
        with psycopg.connect(where) as holder:
            holder.execute("LOCK institutes_partner IN ACCESS EXCLUSIVE MODE")
            asked = people.submit(urlopen, f"{site.url}/data/partners.csv", timeout=30)
            while not holder.execute(WAITING).fetchone()[0]:
                time.sleep(0.05)
            ended = people.submit(end)
            time.sleep(1)
            assert not asked.done()
        text = asked.result().read().decode()
        ended.result()
        return text


def test_a_killed_start_leaves_nothing_that_outlives_the_next(own_site):
    own_site.start()
    os.killpg(own_site.process.pid, signal.SIGKILL)
    own_site.process.wait()
    own_site.wait_until_gone()

    own_site.start()
    own_site.stop()

    assert not own_site.database_runs


def test_a_public_site_serves_its_pages_and_styles(own_site):
    public = {"ALLOWED_HOSTS": "127.0.0.1,localhost", "SECRET_KEY": "0123456789" * 6}
    header = {"HTTPS_PROXY_HEADER": "HTTP_X_FORWARDED_PROTO"}
    own_site.start(**public, **header)

    forwarded = {"X-Forwarded-Proto": "https"}
    page = urlopen(Request(f"{own_site.url}/institutes/", headers=forwarded))
    body = page.read().decode()
    style = re.search(r'href="(/static/mfgusa/site\.\w+\.css)"', body).group(1)
    assert urlopen(Request(own_site.url + style, headers=forwarded)).status == 200
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]


def test_a_port_in_use_gets_one_clear_line(site, tmp_path):
    result = make_run(DATA_DIR=str(tmp_path), PORT=str(site.port))

    assert result.returncode != 0
    assert f"Port {site.port} cannot be used: Address already in use." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("data", "a file", "cannot be used: File exists."),
        ("data/postgres/notes.txt", "hi", "holds other files, but no database"),
        ("data/postgres/PG_VERSION", "x", "PG_VERSION is damaged"),
        ("data/postgres/PG_VERSION", "16", "found version 16"),
    ],
)
def test_a_broken_data_folder_gets_one_clear_line(tmp_path, file, content, message):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(content)

    result = make_run(DATA_DIR=str(tmp_path / "data"), PORT="8999")

    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_an_old_python_gets_one_clear_line(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.1 && exit 0\nexit 1\n')
    old.chmod(0o755)

    result = subprocess.run(
        ["make", "run", f"PYTHON={old}", f"VENV={tmp_path}/venv"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert "Python 3.11 or newer is needed" in result.stderr
    assert "Python 3.9.1" in result.stderr


def test_a_missing_python_gets_one_clear_line(tmp_path):
    result = subprocess.run(
        ["make", "run", "PYTHON=no-such-python", f"VENV={tmp_path}/venv"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert (
        "Python 3.11 or newer is needed; no no-such-python was found." in result.stderr
    )


def test_another_database_is_used_when_one_is_named(tmp_path):
    result = make_run(
        DATA_DIR=str(tmp_path), PORT="8999", DATABASE_URL="postgresql://x@127.0.0.1:1/x"
    )

    assert "the database does not answer" in result.stderr
    assert not (tmp_path / "postgres").exists()
