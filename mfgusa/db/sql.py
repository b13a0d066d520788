"""SQL that migrations run, kept in `.sql` files beside them."""

from pathlib import Path


def read_sql(migration: str, name: str) -> str:
    """The text of `name`.sql in the folder of a migration, given by its `__file__`."""
    return (Path(migration).parent / f"{name}.sql").read_text()
