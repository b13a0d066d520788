"""Rules over several rows, asked of all tables of a plan together."""

from collections.abc import Iterable

from mfgusa.db import row_rules
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.plan.lines import CellError
from mfgusa.proposals.plan.referential import refuse_resting
from mfgusa.proposals.plan.resulting_tables import Finals
from mfgusa.proposals.plan.row_checks import RuleCheck
from mfgusa.proposals.plan.store import Store
from mfgusa.proposals.problems import Problem
from mfgusa.proposals.staging import execute

Found = list[tuple[int | None, str]]  # Position in the plan, if any, and message.


def settle(proposal: Proposal, store: Store, checks: Iterable[RuleCheck]) -> None:
    """Ask what concerns several rows or tables, and give the proposal its counts."""
    finals = Finals(store, checks)
    refuse_resting(store, finals)
    proposal.problems += refuse_together(store, finals)
    proposal.counts, proposal.columns = store.counts, store.columns


def refuse_together(store: Store, finals: Finals) -> list[dict[str, object]]:
    """Refuse the rows that would break a rule; tell what is no row of the plan."""
    problems = []
    for rule in row_rules.registry.values():
        touched = {*rule.looks_at} & {*finals.staged}
        found = broken(rule, finals) if touched else []
        told = {p: [CellError("", "", text)] for p, text in found if p}
        if told:
            store.refuse(finals.staged[rule.table].resource.table, told)
        problems += [Problem("", 0, "", text).as_json() for p, text in found if not p]
    return problems


def broken(rule: row_rules.Rule, finals: Finals) -> Found:
    """The rows that break a rule when the plan is written."""
    tables = {table: finals.of(table) for table in rule.looks_at}
    position = "NULL"
    if rule.table in finals.staged:
        subject = finals.staged[rule.table].name
        position = f"(SELECT s.position FROM {subject} s WHERE s.id = b.id LIMIT 1)"
    return execute(f"SELECT {position}, b.message FROM ({rule.asked_of(tables)}) b")
