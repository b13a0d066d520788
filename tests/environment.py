"""The environment of the tests, set before Django reads its settings."""

import os
import sys
from pathlib import Path

for name in (
    *("DATABASE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "PORT", "SITE_HOST"),
    *("REQUIRE_OTP", "TRUSTED_PROXIES", "READS_PER_MINUTE", "COLD_SECONDS_PER_MINUTE"),
    *("SESSION_IDLE_MINUTES", "SESSION_HOURS"),
):
    os.environ.pop(name, None)
os.environ["SECURITY_CONTACT"] = "mailto:security@example.org"
folder = Path(__file__).resolve().parent.parent / ".test-data"
os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or str(folder)

# Without this each process would compile all modules anew, in three seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = f"{folder}/bytecode"
