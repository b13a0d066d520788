"""The planned rows that a page of a proposal shows: the filter and the pager."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mfgusa.desk.permissions import table_title
from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.proposals.models.rows import PlannedRowQuerySet

PAGE_SIZE = 50
MAX_PAGE = 1_000_000  # A page that no proposal has.
Action = PlannedRow.Action
CHANGES = "changes"
ACTIONS_OF_CHOICE = {
    CHANGES: ["create", "update", "delete"],
    "all": Action.values,
    **{action: [action] for action in Action.values},
}


class RowFilter(forms.Form):
    """The table, action and column of planned rows, and text of their keys."""

    q = forms.CharField(label=_("Key"), required=False, max_length=200)
    action = forms.ChoiceField(label=_("Rows"), required=False)
    table = forms.ChoiceField(label=_("Table"), required=False)
    column = forms.CharField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)

    def __init__(self, proposal: Proposal, query: QueryDict) -> None:
        self.params = {n: str(query[n]) for n in self.base_fields if n in query}
        self.params["action"] = self.params.get("action") or default_action(proposal)
        super().__init__(self.params)
        self.proposal = proposal
        self._set_choices(
            "action",
            [(CHANGES, _("all that change")), *Action.choices, ("all", _("all rows"))],
        )
        self._set_choices(
            "table",
            [
                ("", _("all tables")),
                *[(table, table_title(table)) for table in proposal.counts],
            ],
        )

    def _set_choices(self, name: str, choices: list[tuple[str, object]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def rows(self) -> PlannedRowQuerySet:
        """The matching rows; none for an invalid query."""
        if not self.is_valid():
            return PlannedRow.objects.none()
        params = self.cleaned_data
        rows = PlannedRow.objects.filter(proposal=self.proposal)
        rows = rows.with_action(*ACTIONS_OF_CHOICE[params["action"]])
        if params["table"]:
            rows = rows.filter(table=params["table"])
        if column := params["column"]:
            rows = rows.filter(Q(after__has_key=column) | Q(before__has_key=column))
        if params["q"]:
            rows = rows.filter(key__icontains=params["q"].replace("\x00", ""))
        return rows.order_by("proposal_id", "position")

    def total(self) -> int | None:
        """The number of matching rows, if the proposal's counts include it."""
        params = self.cleaned_data if self.is_valid() else {}
        if not params or params["q"]:
            return None
        if params["column"]:
            return self._column_total()
        tables = [params["table"]] if params["table"] else list(self.proposal.counts)
        actions = ACTIONS_OF_CHOICE[params["action"]]
        counts = (self.proposal.counts[table] for table in tables)
        return sum(int(n.get(action, 0)) for n in counts for action in actions)

    def _column_total(self) -> int | None:
        """The proposal counts the changed cells of updated rows only."""
        params = self.cleaned_data
        if params["action"] != "update" or not params["table"]:
            return None
        columns = self.proposal.columns.get(params["table"], {})
        return int(columns.get(params["column"], 0))

    @property
    def is_narrowed(self) -> bool:
        """Whether the filter differs from the initial one."""
        initial = {"q": "", "table": "", "column": ""}
        return not self.has_params(action=default_action(self.proposal), **initial)

    def has_params(self, **params: str) -> bool:
        """Whether the query has these values."""
        return all(self.params.get(name, "") == value for name, value in params.items())

    def query_string(self, **changes: str | int) -> str:
        """The query string of this filter with other values, on the first page."""
        params: Mapping[str, str | int] = self.params | {"page": ""} | changes
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in params.items() if value})
        return f"?{query.urlencode()}"


def default_action(proposal: Proposal) -> str:
    """The initial choice of rows: errors, else all changes, else all rows."""
    if proposal.count("error"):
        return "error"
    return CHANGES if proposal.changes else "all"


@dataclass
class Pager:
    """One page of the matching rows, with links to other pages."""

    form: RowFilter

    def __post_init__(self) -> None:
        params = self.form.cleaned_data if self.form.is_valid() else {}
        self.number: int = params.get("page") or 1
        self.total = self.form.total()
        start = (self.number - 1) * PAGE_SIZE
        rows = list(self.form.rows()[start : start + PAGE_SIZE + 1])
        self.rows, self.is_last = rows[:PAGE_SIZE], len(rows) <= PAGE_SIZE
        self.start, self.end = start + 1, start + len(self.rows)

    @property
    def pages(self) -> int | None:
        """The number of pages, if the number of rows is known."""
        return None if self.total is None else max(1, -(-self.total // PAGE_SIZE))

    @property
    def links(self) -> dict[str, str]:
        """The query strings of the first, previous, next and last page, if any."""
        numbers = {"first": 1, "previous": self.number - 1} if self.number > 1 else {}
        if not self.is_last:
            numbers["next"] = self.number + 1
            if self.pages:
                numbers["last"] = self.pages
        return {name: self.form.query_string(page=n) for name, n in numbers.items()}
