"""The library's own import of the same rows, as its admin calls it.

`import_data(dry_run=True)` is its preview and `dry_run=False` its confirm. Both are
measured as the library comes, and with each model's own checks, without which it
finds few of the errors that a plan tells. The resources are this site's, which spare
the library a query for every reference (they are remembered) and for finding a row (an
index of keys). Its log entries, its history context and the reading of the file are
not counted.
"""

from time import perf_counter
from typing import Any, NamedTuple

import tablib

from bench import scene
from bench.samples import Sample


class Library(NamedTuple):
    """Seconds a row, as it comes and with the checks of the model."""

    rows: int
    dry_run: float
    confirm: float
    checked_dry_run: float
    checked_confirm: float


def per_row(sample: Sample, count: int, *, changed: bool) -> Library:
    """The library's times. Raises AssertionError when it did not do its work."""
    taken = []
    for checks in (False, True):
        scene.prepare(sample, count, changed=changed)
        for dry_run in (True, False):
            took = seconds(sample, count, changed, dry_run, checks)
            taken.append(took / count)
        scene.check_rows(sample, count, changed=changed)
    return Library(count, *taken)


def seconds(
    sample: Sample, count: int, changed: bool, dry_run: bool, checks: bool
) -> float:
    """How long one import takes."""
    [(table, content)] = sample.files(count, changed=changed).items()
    dataset = tablib.Dataset().load(content.decode(), format="csv")
    start = perf_counter()
    result = resource(table, checks).import_data(
        dataset,
        dry_run=dry_run,
        raise_errors=False,
        retain_instance_in_row_result=not dry_run,
    )
    taken = perf_counter() - start
    kind = "update" if changed else "new"
    assert result.totals[kind] == count, (result.totals, result.base_errors)
    return taken


def resource(table: str, checks: bool) -> Any:
    """The resource of a table, with or without the checks of its model."""
    from mfgusa.tables.schema.resource import registry

    class Resource(registry[table]):
        table = ""  # Not another table of the site.

        class Meta:
            clean_model_instances = checks

    return Resource()
