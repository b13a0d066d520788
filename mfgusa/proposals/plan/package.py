"""Plans a package of tables against the database: every row, cell and error.

Planning reads the tables and writes nothing but the plan.
"""

from collections.abc import Callable
from typing import TypedDict

from mfgusa.proposals.models import Proposal
from mfgusa.proposals.plan.cross_table import check_cross_table
from mfgusa.proposals.plan.key_index import KeyIndex
from mfgusa.proposals.plan.removals import Removals, missing_rows
from mfgusa.proposals.plan.store import PlanStore
from mfgusa.proposals.plan.table import TablePlanner
from mfgusa.proposals.problem import ProblemDict, ProposalProblem
from mfgusa.proposals.versions import record_columns
from mfgusa.tables.files.readers.table_file import TableFile
from mfgusa.tables.schema.natural_keys import KeyLookup

Report = Callable[[int, int], None]  # Called with the rows done and their total.


class FileReading(TypedDict):
    """How a file was read, as `Proposal.reading` stores it."""

    table: str
    file: str
    assumed: list[str]


def plan_package(proposal: Proposal, package: list[TableFile], report: Report) -> None:
    """Store the plan of a package, whose rows may refer to each other, in a proposal.

    A file with an invalid header is not planned; its errors are in
    `proposal.problems`. The proposal is not saved.
    """
    proposal.problems = [p for file in package for p in header_problems(file)]
    invalid = {problem["table"] for problem in proposal.problems}
    indexes = [KeyIndex(file) for file in package if file.resource.table not in invalid]
    keys, store = KeyLookup(), PlanStore(proposal)
    removals = _removals(proposal, indexes)
    for index in indexes:
        index.add_to(keys)
    proposal.total = sum(len(index.keys) for index in indexes)
    planners = [TablePlanner(index, keys) for index in indexes]
    for planner in planners:
        planner.run(store, removals, lambda: report(store.position, proposal.total))
    check_cross_table(proposal, store, [planner.checks for planner in planners])
    proposal.tables = [file.resource.table for file in package]
    record_columns(proposal, [file.resource for file in package])
    proposal.reading = [file_reading(file, planners) for file in package]


def file_reading(file: TableFile, planners: list[TablePlanner]) -> FileReading:
    """What was assumed of a file, and how its cells were coerced."""
    messages = [
        message
        for planner in planners
        if planner.file is file
        for message in planner.lines.coercions.messages()
    ]
    return {
        "table": file.resource.table,
        "file": file.name,
        "assumed": [*file.assumptions, *messages],
    }


def header_problems(file: TableFile) -> list[ProblemDict]:
    """The errors of a file's header."""
    table = file.resource.table
    return [
        ProposalProblem(table, 1, "", text).as_dict()
        for text in file.resource.header_errors(file.header)
    ]


def _removals(proposal: Proposal, indexes: list[KeyIndex]) -> Removals:
    """The ids of the rows to be deleted, since their files leave them out."""
    if not proposal.remove_missing:
        return {}
    return {
        index.resource.model: {*missing_rows(index.resource, {*index.ids.values()})}
        for index in indexes
    }
