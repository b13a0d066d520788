#!/usr/bin/env python
"""The command line of the site: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from mfgusa.db.embedded import DatabaseUnavailable

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, DatabaseUnavailable) as problem:
        sys.exit(f"manage.py: {problem}")
    except OperationalError as problem:
        sys.exit(f"manage.py: the database does not answer: {problem}".rstrip())


if __name__ == "__main__":
    main()
