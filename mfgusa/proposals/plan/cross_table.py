"""Rules over several rows, checked on all tables of a plan together."""

from collections.abc import Iterable

from mfgusa.db import row_rules
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.plan.lines import CellError
from mfgusa.proposals.plan.referential import check_references
from mfgusa.proposals.plan.resulting_tables import ResultingTables
from mfgusa.proposals.plan.row_checks import RowChecks
from mfgusa.proposals.plan.store import PlanStore
from mfgusa.proposals.problem import ProblemDict, ProposalProblem
from mfgusa.proposals.staging import execute

RuleViolations = list[tuple[int | None, str]]  # Position, if planned, and message.


def check_cross_table(
    proposal: Proposal, store: PlanStore, checks: Iterable[RowChecks]
) -> None:
    """Check the rules over several rows or tables, and set the proposal's counts."""
    resulting = ResultingTables(store, checks)
    check_references(store, resulting)
    proposal.problems += check_row_rules(store, resulting)
    proposal.counts, proposal.columns = store.counts, store.columns


def check_row_rules(store: PlanStore, resulting: ResultingTables) -> list[ProblemDict]:
    """Add errors to planned rows that violate a rule; return those of other rows."""
    problems = []
    for rule in row_rules.registry.values():
        touched = {*rule.tables} & {*resulting.staged}
        violations = rule_violations(rule, resulting) if touched else []
        errors = {p: [CellError("", "", text)] for p, text in violations if p}
        if errors:
            store.add_errors(resulting.staged[rule.table].resource.table, errors)
        problems += [
            ProposalProblem.without_place(text).as_dict()
            for position, text in violations
            if not position
        ]
    return problems


def rule_violations(rule: row_rules.Rule, resulting: ResultingTables) -> RuleViolations:
    """The rows that would violate a rule after the apply."""
    tables = {table: resulting.relation(table) for table in rule.tables}
    position = "NULL"
    if rule.table in resulting.staged:
        staged = resulting.staged[rule.table].name
        position = f"(SELECT s.position FROM {staged} s WHERE s.id = v.id LIMIT 1)"
    return execute(f"SELECT {position}, v.message FROM ({rule.render(tables)}) v")
