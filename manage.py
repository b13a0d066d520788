#!/usr/bin/env python
"""The command line of the site: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    """Run a command; errors of set-up and of the database end it with one line.

    What a command and its child processes write is for their own account to read.
    """
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError
    from psycopg import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"manage.py: {problem}")
    except (DatabaseError, OperationalError) as problem:
        from mfgusa.db.command_errors import explain

        if message := explain(problem):
            sys.exit(f"manage.py: {message}")
        raise


if __name__ == "__main__":
    main()
