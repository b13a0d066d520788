"""A package of tables against the database: every row, every cell, every error.

Planning reads the tables that it is about and writes nothing but the plan.
"""

from collections.abc import Callable

from mfgusa.tables.files.readers.table_file import TableFile
from mfgusa.tables.models import Batch
from mfgusa.tables.planning.missing import Gone, left_out
from mfgusa.tables.planning.store import Store
from mfgusa.tables.planning.survey import Survey
from mfgusa.tables.planning.table import TablePlanner
from mfgusa.tables.planning.together import settle
from mfgusa.tables.schema.keys import Keys


def plan(
    batch: Batch, package: list[TableFile], report: Callable[[int, int], None]
) -> None:
    """Store the plan of a package, whose rows may refer to each other, in the batch.

    `report` is told how many lines are planned, and of how many. The batch is not
    saved. A file whose header is wrong is not planned, only said (`batch.problems`).
    """
    batch.problems = [p for file in package for p in header_problems(file)]
    wrong = {problem["table"] for problem in batch.problems}
    surveys = [Survey(file) for file in package if file.resource.table not in wrong]
    keys, store, gone = Keys(), Store(batch), _gone(batch, surveys)
    for survey in surveys:
        survey.announce(keys)
    batch.total = sum(len(survey.keys) for survey in surveys)
    planners = [TablePlanner(survey, keys) for survey in surveys]
    for planner in planners:
        planner.run(store, gone, lambda: report(store.position, batch.total))
    settle(batch, store, [planner.check for planner in planners])
    batch.tables = [file.resource.table for file in package]
    batch.reading = [reading(file, planners) for file in package]


def reading(file: TableFile, planners: list[TablePlanner]) -> dict[str, object]:
    """How a file was read, and how cells of it were understood."""
    told = [p.lines.read_as.sentences() for p in planners if p.file is file]
    return {
        "table": file.resource.table,
        "file": file.name,
        "assumed": [*file.assumed, *(sentence for some in told for sentence in some)],
    }


def header_problems(file: TableFile) -> list[dict[str, object]]:
    """What is wrong with the first line of a file."""
    table = file.resource.table
    return [
        {"table": table, "line": 1, "column": "", "message": text}
        for text in file.resource.header_errors(file.header)
    ]


def _gone(batch: Batch, surveys: list[Survey]) -> Gone:
    """The ids of all rows that are to go, since their files leave them out."""
    if not batch.remove_missing:
        return {}
    return {
        s.resource.model: {*left_out(s.resource, {*s.ids.values()})} for s in surveys
    }
