"""The settings of the site: the environment is read at the top, the rest follows.

Importing them starts nothing and writes nothing.

A site that names its ALLOWED_HOSTS is public and secure by default; without them
it answers on this machine only and needs no set-up at all.
"""

import os
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mfgusa import env

django_stubs_ext.monkeypatch()  # Django's generic classes take parameters.

BASE_DIR = Path(__file__).resolve().parent.parent

# The environment

DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data").expanduser().resolve()
DEBUG = env.read_bool("DEBUG")
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS")
PUBLIC = bool(ALLOWED_HOSTS)
SITE_URL = env.read_site_url(ALLOWED_HOSTS)  # What absolute URLs on pages begin with.
SECRET_KEY = env.read_secret_key(DATA_DIR, public=PUBLIC)
DATABASE_URL = os.environ.get("DATABASE_URL", "")  # Empty: the embedded server.
REPLICA_URLS = env.read_list("REPLICA_URLS")
POOL_SIZE = env.read_int("DATABASE_POOL", default=8, least=2, most=1000)
STATEMENT_TIMEOUT_MS = env.read_int(  # Of a visitor's statement; 0 is no bound.
    "STATEMENT_TIMEOUT_MS", default=5000, least=0, most=3_600_000
)
CACHE_URL = os.environ.get("CACHE_URL", "")

# The parts

INSTALLED_APPS = [
    "mfgusa",
    "mfgusa.db",
    "institutes",
    "roadmaps",
    "pillars",
    "mfgusa.provenance",
    "mfgusa.tables",
    "mfgusa.proposals",
    "mfgusa.desk",
    "mfgusa.catalogue",
    "mfgusa.observability",
    "mfgusa.backups",
    "mfgusa.security.apps.SecurityConfig",
    "mfgusa.security.apps.CuratorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "mfgusa.security.apps.SignInLogConfig",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "pgtrigger",
    "pghistory",
    "mfgusa.site",
]

MIDDLEWARE = [
    "mfgusa.observability.request_log.RequestLogMiddleware",
    "mfgusa.security.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "mfgusa.security.request_hygiene.PrintableCookiesMiddleware",
    "mfgusa.security.sessions.IssuedSessionsMiddleware",
    "mfgusa.db.statement_timeout.StatementTimeoutMiddleware",
    "mfgusa.db.replicas.with_replicas",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mfgusa.security.rate_limit.RateLimitMiddleware",
    "mfgusa.security.cold_limit.ColdLimitMiddleware",
    "mfgusa.security.tracking_parameters.TrackingParametersMiddleware",
    "mfgusa.catalogue.cache.middleware.VersionedCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mfgusa.db.history.ContextMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mfgusa.urls"
WSGI_APPLICATION = "mfgusa.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# The database

DATABASES = env.database_settings(
    env.server_settings(DATABASE_URL)
    if DATABASE_URL
    else env.embedded_settings(DATA_DIR / "postgres"),
    REPLICA_URLS,
    pool=POOL_SIZE,
    has_pooler=env.read_bool("DATABASE_POOLER"),
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
PGTRIGGER_MIGRATIONS = False  # See `mfgusa.db.trigger_installation`.
PGTRIGGER_INSTALL_ON_MIGRATE = False
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# What is kept

CACHES = {
    "default": env.cache_settings(CACHE_URL, "site", entries=10_000),
    "pages": env.cache_settings(CACHE_URL, "pages", entries=1000),  # 100 MB at most.
    "page_reads": env.cache_settings(CACHE_URL, "page_reads", entries=10_000),
    # Under a key that holds all that a picture shows: never stale.
    "charts": {
        "BACKEND": "mfgusa.charts.cache.PictureCache",
        "LOCATION": DATA_DIR / "charts",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# Tables in and out

TABLES_DIR = BASE_DIR / "fixtures" / "tables"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # A form with a thousand inline rows.
UPLOAD_LIMIT = env.read_int("UPLOAD_LIMIT_MB", default=50, most=1000) * 1_000_000
FILE_UPLOAD_HANDLERS = [
    "mfgusa.desk.upload_limit.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "mfgusa.desk.unnamed_upload.UnnamedFileUploadHandler",
]
KEEP_IMPORTS_DAYS = env.read_int(  # Plans and files of imports; 0 keeps them.
    "KEEP_IMPORTS_DAYS", default=0, least=0, most=36_500
)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What is told: errors where the server runs; on a public site a line for each request.

LOG_REQUESTS = env.read_bool("LOG_REQUESTS", default=PUBLIC)
LOG_ADDRESSES = env.read_bool("LOG_ADDRESSES")  # Of clients; personal data.
SLOW_QUERY_MS = env.read_int("SLOW_QUERY_MS", default=500, most=3_600_000)
LOG_QUERIES_OF_COMMANDS = "SLOW_QUERY_MS" in os.environ  # Else of requests only.
REQUEST_ID_HEADER = os.environ.get("REQUEST_ID_HEADER", "")  # As HTTPS_PROXY_HEADER.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
LOG_FORMATTER = "JsonFormatter" if LOG_REQUESTS else "PlainFormatter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"mfgusa.observability.log_format.{LOG_FORMATTER}"}},
    "filters": {
        "not_outage": {"()": "mfgusa.observability.log_format.ExcludeOutages"},
        "first_of_minute": {"()": "mfgusa.observability.log_format.FirstOfMinute"},
    },
    "handlers": {
        "lines": {"class": "logging.StreamHandler", "formatter": "line"},
        "errors": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": "ERROR",
            "filters": ["not_outage"],
        },
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "django.request": {"handlers": ["errors"], "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
        "django.security.DisallowedRedirect": {  # To an address that is too long: 400.
            "handlers": ["none"],
            "propagate": False,
        },
        "waitress.queue": {"level": "ERROR"},  # The metrics count who is refused.
        "mfgusa.security": {"handlers": ["lines"], "level": "INFO", "propagate": False},
        "psycopg.pool": {"filters": ["first_of_minute"]},
        "mfgusa.shared_cache": {"filters": ["first_of_minute"]},
        "mfgusa.catalogue.facet_index.follower": {"filters": ["first_of_minute"]},
        "mfgusa.security.csrf_failure": {"filters": ["first_of_minute"]},
        "mfgusa.security.rate_limit": {"filters": ["first_of_minute"]},
        "axes": {"level": "ERROR"},  # The site says who signs in, in one line each.
    },
}

# Language and time

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English"))]
TIME_ZONE = "UTC"
USE_I18N = len(LANGUAGES) > 1  # Looking up every string costs a tenth of a page.
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = (
    Path(os.environ.get("STATIC_ROOT") or DATA_DIR / "static") if PUBLIC else None
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PUBLIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PUBLIC
FILE_UPLOAD_PERMISSIONS = None  # Private by the umask of manage.py, as all files are.

# Safety

if not PUBLIC:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SECURE_SSL_REDIRECT = PUBLIC
SECURE_SSL_HOST = SITE_URL.partition("://")[2]  # Not what a request says it is.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PUBLIC
if PROXY_HEADER := os.environ.get("HTTPS_PROXY_HEADER"):
    SECURE_PROXY_SSL_HEADER = (PROXY_HEADER, "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mfgusa.security.csrf_failure.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {  # For the admin, too: none of ours is written inline.
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
READS_PER_MINUTE = env.read_int(  # Of one address; 0 is no limit.
    "READS_PER_MINUTE", default=600 if PUBLIC else 0, least=0, most=1_000_000
)
COLD_SECONDS_PER_MINUTE = env.read_int(  # Of work for one address; 0 is no limit.
    "COLD_SECONDS_PER_MINUTE", default=60 if PUBLIC else 0, least=0, most=1_000_000
)

# Signing in

LOGIN_REDIRECT_URL = "admin:index"  # Where `next` is missing or leads elsewhere.
SIGN_INS_PER_MINUTE = 20 if PUBLIC else 0  # Of one address, whatever the name.

REQUIRE_OTP = env.read_bool("REQUIRE_OTP")
SECURITY_CONTACT = env.read_contact("SECURITY_CONTACT")  # For security.txt.
TRUSTED_PROXIES = env.read_int("TRUSTED_PROXIES", default=0, least=0, most=9)
SESSION_ENGINE = "mfgusa.security.sessions"
SESSION_COOKIE_AGE = 60 * env.read_int(  # Seconds without a request.
    "SESSION_IDLE_MINUTES", default=120, least=5, most=10_080
)
SESSION_MAX_AGE = 3600 * env.read_int("SESSION_HOURS", default=12, most=168)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
OTP_TOTP_ISSUER = "Manufacturing USA"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
PASSWORD_RESET_TIMEOUT = 15 * 60  # Seconds, of a sign-in link.
SIGN_IN_FAILURES_PER_HOUR = 100  # Of one name, from all unknown addresses.
AXES_HANDLER = "mfgusa.security.lockout.SignInLimitHandler"
AXES_FAILURE_LIMIT = 5  # Of one name from one address.
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "mfgusa.client_ip.get_client_network"
AXES_LOCKOUT_CALLABLE = "mfgusa.security.lockout.lockout_response"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS = ["code", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = AXES_VERBOSE = False  # Ours shows the same, to read.

# What the domain-free packages know of this site.
SITE_NAME = _("Manufacturing USA knowledge base")
# 1200 x 630 pixels, for a page that has no picture of its own.
SITE_PICTURE = "/map.png"
NAVIGATION = "mfgusa.site.navigation.GROUPS"
# A change of a file below these folders makes stored responses out of date.
CODE_FOLDERS = ("mfgusa", "institutes", "roadmaps", "pillars", "templates")
ADMIN_SITE_HEADER = _("Manufacturing USA: curators")
ADMIN_SITE_TITLE = _("Manufacturing USA")
SEEDED_DOCUMENT = "manufacturing-usa-founding-document"
# Groups of marks on maps by code: the department, a color token and a shape.
CHART_GROUPS = {
    "DOD": (_("Defense"), "defense", "circle"),
    "DOE": (_("Energy"), "energy", "square"),
    "DOC": (_("Commerce"), "commerce", "diamond"),
}
