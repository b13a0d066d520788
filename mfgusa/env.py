"""Settings from environment variables, checked with a helpful message."""

import os
import re
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.checks.security.base import (
    SECRET_KEY_INSECURE_PREFIX,
    SECRET_KEY_MIN_LENGTH,
    SECRET_KEY_MIN_UNIQUE_CHARACTERS,
)
from django.core.exceptions import ImproperlyConfigured
from django.http.request import host_validation_re
from django.utils.functional import lazy

# Parameters of libpq that the address may override: to notice that a server is gone.
LIBPQ_DEFAULTS = {
    "connect_timeout": "2",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",  # Milliseconds.
}

DatabaseSettings = dict[str, Any]  # What Django's DATABASES holds under an alias.

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def read_bool(name: str, *, default: bool = False) -> bool:
    """A yes or no. Raises ImproperlyConfigured for any other value."""
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} should be 1 or 0.")
    return value in TRUE


def read_int(name: str, *, default: int, most: int, least: int = 1) -> int:
    """An integer from `least` to `most`. Raises ImproperlyConfigured for others."""
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isdecimal() and len(value) < 10 and least <= int(value) <= most):
        raise ImproperlyConfigured(
            f"{name}={value!r} should be a whole number from {least} to {most}."
        )
    return int(value)


def read_list(name: str) -> list[str]:
    """The values between commas; none if the variable is not set."""
    parts = os.environ.get(name, "").split(",")
    return [part.strip() for part in parts if part.strip()]


def read_contact(name: str) -> str:
    """An address to write to; empty if it is not set. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip()
    if value and not re.fullmatch(r"(mailto:|https://|tel:)[!-~]+", value):
        raise ImproperlyConfigured(
            f"{name}={value!r} should look like mailto:security@example.org, or begin "
            "with https://"
        )
    return value


def read_site_url(allowed_hosts: list[str]) -> str:
    """The URL of the site: SITE_HOST, or else its first name, or this machine.

    A site that names its hosts is served over HTTPS. Raises ImproperlyConfigured for a
    SITE_HOST that is no host, and if there is none and each name is a pattern.
    """
    names = [name for name in allowed_hosts if not name.startswith((".", "*"))]
    if not allowed_hosts:
        names = [f"localhost:{os.environ.get('PORT') or 8000}"]
    host = os.environ.get("SITE_HOST", "").strip().lower() or next(iter(names), "")
    if not host_validation_re.fullmatch(host):
        raise ImproperlyConfigured(
            f"SITE_HOST={host!r} should be the name that readers use, such as "
            "kb.example.org, with a port if there is one."
        )
    return f"{'https' if allowed_hosts else 'http'}://{host}"


def read_secret_key(folder: Path, *, public: bool) -> str:
    """SECRET_KEY, or the key that a local site makes and keeps in `folder`.

    The key of a local site is a lazy string: the file is read, and made if it is
    missing, when the key is first used, not when the settings are imported. Raises
    ImproperlyConfigured for a public site without a key or with a weak one, and on the
    first use of a lazy key for a folder that cannot be used.
    """
    if key := os.environ.get("SECRET_KEY"):
        if public:
            _refuse_weak_key(key)
        return key
    if public:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. A site that names its ALLOWED_HOSTS needs one: "
            "set it to 50 or more random characters and keep it."
        )
    return lazy(_read_or_make_secret, str)(folder)


def _refuse_weak_key(key: str) -> None:
    """Raise ImproperlyConfigured where `check --deploy` would warn (security.W009)."""
    is_weak = (
        len(key) < SECRET_KEY_MIN_LENGTH
        or len({*key}) < SECRET_KEY_MIN_UNIQUE_CHARACTERS
        or key.startswith(SECRET_KEY_INSECURE_PREFIX)
    )
    if is_weak:
        raise ImproperlyConfigured(
            f"SECRET_KEY can be guessed: it needs {SECRET_KEY_MIN_LENGTH} or more "
            "random characters. Make one with: openssl rand -hex 32"
        )


@cache
def _read_or_make_secret(folder: Path) -> str:
    file = folder / "secret-key"
    try:
        make_data_folder(folder)
        if not file.exists():
            _write_once(file, secrets.token_urlsafe(50))
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "its secret-key is damaged"
        raise ImproperlyConfigured(
            f"the data folder {folder} cannot be used: {reason}. "
            "Set DATA_DIR to a folder that can be written."
        ) from error


def make_data_folder(folder: Path) -> None:
    """Make a folder for data, and those above it that are missing.

    Through those that root makes others pass, without a look inside: root's embedded
    server runs as another user. A folder that exists stays as it is.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for path in missing:
            path.chmod(0o711)


def _write_once(file: Path, text: str) -> None:
    """Make a private file in one step; the first of two processes wins."""
    part = file.with_suffix(f".{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(text)
    with suppress(FileExistsError):
        os.link(part, file)
    part.unlink()


def database_settings(
    primary: DatabaseSettings,
    replica_urls: list[str],
    *,
    pool: int,
    has_pooler: bool = False,
) -> dict[str, DatabaseSettings]:
    """Django's DATABASES: the primary is `default`, then `replica1` and so on.

    `pool` is the most connections that a process holds to each server.
    """
    servers = {"default": primary}
    for read_int, url in enumerate(replica_urls, start=1):
        replica = server_settings(url, name="REPLICA_URLS")
        servers[f"replica{read_int}"] = replica | {"TEST": {"MIRROR": "default"}}
    for alias, server in servers.items():
        # PgBouncer may hand each statement to another session.
        server["DISABLE_SERVER_SIDE_CURSORS"] = has_pooler
        wait = 2.0 if alias == "default" else 0.5  # The primary replaces a replica.
        size = {"min_size": 1, "max_size": pool}
        options = {"pool": size | {"timeout": wait, "reconnect_timeout": 2}}
        server["OPTIONS"] = LIBPQ_DEFAULTS | server["OPTIONS"] | options
    return servers


def embedded_settings(folder: Path) -> DatabaseSettings:
    """Django's settings for the embedded server whose data live in `folder`.

    The first connection starts the server and fills in HOST.
    """
    return {
        "ENGINE": "mfgusa.db",
        "EMBEDDED_DIR": folder,
        "NAME": "postgres",
        "USER": "postgres",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "OPTIONS": {},
    }


def server_settings(url: str, name: str = "DATABASE_URL") -> DatabaseSettings:
    """Django's settings for a `postgresql://user:password@host:port/name` address.

    Parameters after `?` go to libpq as they are; `host` may be the folder of a socket.
    """
    refusal = ImproperlyConfigured(
        f"{name} should look like postgresql://user:password@host:5432/name; "
        "PostgreSQL is the only database."
    )
    try:
        address = urlsplit(url)
        port = str(address.port or "")
    except ValueError as error:
        raise refusal from error
    if address.scheme not in {"postgres", "postgresql"} or not address.path.strip("/"):
        raise refusal
    options: dict[str, object] = dict(parse_qsl(address.query))
    return {
        "ENGINE": "mfgusa.db",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", None) or address.hostname or "",
        "PORT": port,
        "OPTIONS": options,
    }


def cache_settings(url: str, name: str, *, entries: int) -> dict[str, object]:
    """Django's settings for a cache: `entries` in each process, or a server.

    `redis://host:port/number` is a Redis or Valkey server that all processes share.
    Raises ImproperlyConfigured for other addresses.
    """
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": name,
            "TIMEOUT": None,
            "OPTIONS": {"MAX_ENTRIES": entries},
        }
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            "CACHE_URL should look like redis://host:6379/0 (Redis or Valkey)."
        )
    return {
        "BACKEND": "mfgusa.redis_cache.SharedCache",
        "LOCATION": url,
        "KEY_PREFIX": name,
        "TIMEOUT": 86_400,
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.5},
    }
