"""A site of version 0.2.0 is upgraded, and an import of before is undone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection, models

from bench.site import ROOT

BACKUP = ROOT / "tests" / "data" / "version-0.2.0" / "site.backup"
EDITED = "iacmi"  # The institute that a curator of 0.2.0 edited after the import.
Fault = tuple[str, str, int]


def upgrade_and_undo(folder: Path) -> Fault:
    """All rows of the import go but for what a curator has edited, then that, too."""
    manage(folder, "restore", str(BACKUP))
    script = "from bench.upgrade import undo_import; undo_import()"
    printed = manage(folder, "shell", "-c", script)
    changed, state, rows, left = json.loads(printed.splitlines()[-1])
    result = f"{rows} rows taken back, {left} left; {changed} edited since was named"
    lost = left + (state != "committed") + (changed != 1)
    return "upgrade from 0.2.0, then an undo", result, lost


def manage(folder: Path, *arguments: str) -> str:
    """What a command prints that works in a data folder."""
    variables = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout


def undo_import() -> None:
    """Add a column to each table, as a later upgrade does, and undo the import.

    Prints the rows that have been edited since, the state, and the rows taken back and
    left.
    """
    from institutes.models import Institute
    from mfgusa.proposals import actions
    from mfgusa.proposals.models import Proposal
    from mfgusa.tables.schema.resource import tables

    for resource in tables():
        add_column(resource.model)
    plan = actions.revert(Proposal.objects.get(), by="bench")
    errors = [e for row in plan.rows.with_action("error") for e in row.errors or ()]
    changed = [e for e in errors if "changed since" in e["message"]]
    edited = Institute.objects.filter(key=EDITED)
    edited.update(summary=edited.get().events.earliest("pgh_id").summary)
    undone = actions.commit(actions.plan_again(plan, by="bench"), by="bench")
    left = sum(resource.model._default_manager.count() for resource in tables())
    results = [len(changed), undone.state, undone.count("delete"), left]
    sys.stdout.write(f"{json.dumps(results)}\n")


def add_column(model: type[models.Model]) -> None:
    """Add a column to a model and its table, as an upgrade does."""
    field: Any = models.TextField(default="", db_default="")
    field.contribute_to_class(model, "added_later")
    with connection.schema_editor() as editor:
        editor.add_field(model, field)
