"""A package of tables against the database: every row, every cell, every error.

Planning reads the tables that it is about and writes nothing but the plan.
"""

from collections.abc import Callable

from mfgusa.proposals.models import Proposal
from mfgusa.proposals.plan.cross_table import settle
from mfgusa.proposals.plan.key_index import Survey
from mfgusa.proposals.plan.removals import Gone, left_out
from mfgusa.proposals.plan.store import Store
from mfgusa.proposals.plan.table import TablePlanner
from mfgusa.tables.files.readers.table_file import TableFile
from mfgusa.tables.schema.natural_keys import KeyLookup


def plan_package_rows(
    proposal: Proposal, package: list[TableFile], report: Callable[[int, int], None]
) -> None:
    """Store the plan of a package, whose rows may refer to each other, in the proposal.

    `report` is told how many lines are planned, and of how many. The proposal is not
    saved. A file whose header is wrong is not planned, only said (`proposal.problems`).
    """
    proposal.problems = [p for file in package for p in header_problems(file)]
    wrong = {problem["table"] for problem in proposal.problems}
    surveys = [Survey(file) for file in package if file.resource.table not in wrong]
    keys, store, gone = KeyLookup(), Store(proposal), _gone(proposal, surveys)
    for survey in surveys:
        survey.announce(keys)
    proposal.total = sum(len(survey.keys) for survey in surveys)
    planners = [TablePlanner(survey, keys) for survey in surveys]
    for planner in planners:
        planner.run(store, gone, lambda: report(store.position, proposal.total))
    settle(proposal, store, [planner.check for planner in planners])
    proposal.tables = [file.resource.table for file in package]
    proposal.reading = [reading(file, planners) for file in package]


def reading(file: TableFile, planners: list[TablePlanner]) -> dict[str, object]:
    """How a file was read, and how cells of it were understood."""
    told = [p.lines.read_as.sentences() for p in planners if p.file is file]
    return {
        "table": file.resource.table,
        "file": file.name,
        "assumed": [
            *file.assumptions,
            *(sentence for some in told for sentence in some),
        ],
    }


def header_problems(file: TableFile) -> list[dict[str, object]]:
    """What is wrong with the first line of a file."""
    table = file.resource.table
    return [
        {"table": table, "line": 1, "column": "", "message": text}
        for text in file.resource.header_errors(file.header)
    ]


def _gone(proposal: Proposal, surveys: list[Survey]) -> Gone:
    """The ids of all rows that are to go, since their files leave them out."""
    if not proposal.remove_missing:
        return {}
    return {
        s.resource.model: {*left_out(s.resource, {*s.ids.values()})} for s in surveys
    }
