"""A data folder of the tests' own, said before Django reads its settings."""

import os
from pathlib import Path

for name in (
    *("DATABASE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "PORT"),
    *("REQUIRE_OTP", "TRUSTED_PROXIES", "READS_PER_MINUTE"),
    *("SESSION_IDLE_MINUTES", "SESSION_HOURS"),
):
    os.environ.pop(name, None)
folder = Path(__file__).resolve().parent.parent / ".test-data"
os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or str(folder)
