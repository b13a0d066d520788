import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from mfgusa import env

LONG_KEY = "0123456789abcdef" * 4
PRIMARY = env.server_settings("postgresql://a/main")


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_a_flag_is_on(monkeypatch, word):
    monkeypatch.setenv("DEBUG", word)

    assert env.read_bool("DEBUG") is True


@pytest.mark.parametrize("word", ["0", "False", "no", "off", ""])
def test_a_flag_is_off(monkeypatch, word):
    monkeypatch.setenv("DEBUG", word)

    assert env.read_bool("DEBUG", default=True) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_is_its_default(monkeypatch, default):
    monkeypatch.delenv("DEBUG", raising=False)

    assert env.read_bool("DEBUG", default=default) is default


def test_a_flag_is_no_other_word(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")

    with pytest.raises(ImproperlyConfigured, match="DEBUG='maybe' should be 1 or 0"):
        env.read_bool("DEBUG")


def test_a_number_is_read(monkeypatch):
    monkeypatch.setenv("DATABASE_POOL", "20")

    assert env.read_int("DATABASE_POOL", default=8, most=99) == 20


def test_a_number_that_is_not_set_is_its_default(monkeypatch):
    monkeypatch.delenv("DATABASE_POOL", raising=False)

    assert env.read_int("DATABASE_POOL", default=8, most=99) == 8


@pytest.mark.parametrize("word", ["eight", "-1", "1.5", "0", "100", "9" * 5000])
def test_a_number_is_whole(monkeypatch, word):
    monkeypatch.setenv("DATABASE_POOL", word)

    sentence = f"DATABASE_POOL='{word}' should be a whole number from 1 to 99."
    with pytest.raises(ImproperlyConfigured, match=sentence):
        env.read_int("DATABASE_POOL", default=8, most=99)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a.org", ["a.org"]),
        (" a.org , b.org ,", ["a.org", "b.org"]),
        ("", []),
        (" , ", []),
    ],
)
def test_words_stand_between_commas(monkeypatch, text, words):
    monkeypatch.setenv("ALLOWED_HOSTS", text)

    assert env.read_list("ALLOWED_HOSTS") == words


def test_words_that_are_not_set_are_none(monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)

    assert env.read_list("ALLOWED_HOSTS") == []


@pytest.mark.parametrize(
    ("site_host", "allowed_hosts", "url"),
    [
        ("", [], "http://localhost:8123"),
        ("Knowledge.local:9000", [], "http://knowledge.local:9000"),
        ("", [".a.org", "*", "kb.a.org", "b.org"], "https://kb.a.org"),
        ("kb.a.org:8443", ["*"], "https://kb.a.org:8443"),
    ],
)
def test_the_url_of_the_site(monkeypatch, site_host, allowed_hosts, url):
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("SITE_HOST", site_host)

    assert env.read_site_url(allowed_hosts) == url


@pytest.mark.parametrize("site_host", ["", "https://a.org", "a.org/x", "a b"])
def test_a_url_of_the_site_that_is_not_known_is_refused(monkeypatch, site_host):
    monkeypatch.setenv("SITE_HOST", site_host)

    with pytest.raises(ImproperlyConfigured, match=r"SITE_HOST.*kb\.example\.org"):
        env.read_site_url(["*"])


@pytest.mark.parametrize("contact", ["", "mailto:a@b.org", "https://b.org/report"])
def test_a_contact_is_an_address(monkeypatch, contact):
    monkeypatch.setenv("SECURITY_CONTACT", contact)

    assert env.read_contact("SECURITY_CONTACT") == contact


@pytest.mark.parametrize("contact", ["a@b.org", "http://b.org", "mailto:a\nExpires: x"])
def test_a_contact_is_no_other_text(monkeypatch, contact):
    monkeypatch.setenv("SECURITY_CONTACT", contact)

    with pytest.raises(ImproperlyConfigured, match="should look like mailto:"):
        env.read_contact("SECURITY_CONTACT")


@pytest.mark.parametrize("public", [True, False])
def test_the_secret_is_the_one_given(monkeypatch, tmp_path, public):
    monkeypatch.setenv("SECRET_KEY", LONG_KEY)

    assert env.read_secret_key(tmp_path, public=public) == LONG_KEY
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("key", ["short", "0123456789" * 4, "abcd" * 20])
def test_a_public_site_refuses_a_secret_that_can_be_guessed(monkeypatch, tmp_path, key):
    monkeypatch.setenv("SECRET_KEY", key)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY can be guessed"):
        env.read_secret_key(tmp_path, public=True)
    assert env.read_secret_key(tmp_path, public=False) == key


def test_a_local_site_makes_a_secret_and_keeps_it_to_itself(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    folder = tmp_path / "new" / "data"

    key = env.read_secret_key(folder, public=False)
    assert not folder.exists()  # It is made when it is first used.

    assert len(key) >= 50
    assert env.read_secret_key(folder, public=False) == key
    assert (folder / "secret-key").read_text() == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


def test_a_public_site_is_told_to_set_a_secret(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        env.read_secret_key(tmp_path, public=True)


def test_a_data_folder_that_cannot_be_used_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "file").touch()

    with pytest.raises(ImproperlyConfigured, match=r"Not a directory.*Set DATA_DIR"):
        str(env.read_secret_key(tmp_path / "file" / "data", public=False))


def test_a_database_address_is_taken_apart():
    settings = env.server_settings(
        "postgresql://me:p%40ss@db.org:5433/mfg?sslmode=require"
    )

    assert settings == {
        "ENGINE": "mfgusa.db",
        "NAME": "mfg",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_may_be_behind_a_socket():
    settings = env.server_settings("postgres://postgres:@/postgres?host=/tmp/pg%20data")

    where = {name: settings[name] for name in ("HOST", "PORT", "OPTIONS")}
    assert where == {"HOST": "/tmp/pg data", "PORT": "", "OPTIONS": {}}


@pytest.mark.parametrize(
    "address",
    ["sqlite:///db.sqlite3", "postgresql://host", "postgresql://host/", "mfg", ""],
)
def test_a_database_is_postgresql_and_named(address):
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL is the only database"):
        env.server_settings(address)


def test_replicas_stand_beside_the_primary():
    replica_urls = ["postgresql://b/main", "postgresql://c/main"]

    databases = env.database_settings(PRIMARY, replica_urls, pool=3)

    hosts = {alias: database["HOST"] for alias, database in databases.items()}
    assert hosts == {"default": "a", "replica1": "b", "replica2": "c"}
    assert databases["replica1"]["OPTIONS"]["pool"]["max_size"] == 3


def test_the_address_says_how_patient_a_connection_is():
    primary = env.server_settings("postgresql://a/main?connect_timeout=9")

    options = env.database_settings(primary, [], pool=3)["default"]["OPTIONS"]

    assert options["connect_timeout"] == "9"


def test_a_replica_has_an_address_too():
    with pytest.raises(ImproperlyConfigured, match="REPLICA_URLS should look like"):
        env.database_settings(PRIMARY, ["b"], pool=3)
