"""Which of the planned rows of a proposal a page shows: the filter and the pager."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mfgusa.desk.permissions import table_title
from mfgusa.proposals.models import PlannedRow, Proposal

PAGE = 50
FARTHEST = 1_000_000  # A page that no proposal has.
Action = PlannedRow.Action
CHANGES = "changes"
WRITTEN = ["create", "update", "delete"]
MEANT = {  # What a choice of the filter stands for.
    CHANGES: WRITTEN,
    "all": Action.values,
    **{action: [action] for action in Action.values},
}


class RowFilter(forms.Form):
    """Table, action and column of planned rows, and words of their keys."""

    q = forms.CharField(label=_("Key"), required=False, max_length=200)
    action = forms.ChoiceField(label=_("Rows"), required=False)
    table = forms.ChoiceField(label=_("Table"), required=False)
    column = forms.CharField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=FARTHEST)

    def __init__(self, proposal: Proposal, data: QueryDict) -> None:
        asked = {name: data[name] for name in self.base_fields if name in data}
        asked["action"] = asked.get("action") or first_look(proposal)
        super().__init__(asked)
        self.proposal = proposal
        self.fields["action"].choices = [
            (CHANGES, _("all that change")),
            *Action.choices,
            ("all", _("all rows")),
        ]
        self.fields["table"].choices = [
            ("", _("all tables")),
            *[(table, table_title(table)) for table in proposal.counts],
        ]

    def rows(self) -> Any:
        """The planned rows that fit; none when the address makes no sense."""
        if not self.is_valid():
            return PlannedRow.objects.none()
        asked = self.cleaned_data
        rows = PlannedRow.objects.filter(proposal=self.proposal)
        rows = rows.with_action(*MEANT[asked["action"]])
        if asked["table"]:
            rows = rows.filter(table=asked["table"])
        if asked["column"]:
            column = asked["column"]
            rows = rows.filter(Q(after__has_key=column) | Q(before__has_key=column))
        if asked["q"]:
            rows = rows.filter(key__icontains=asked["q"].replace("\x00", ""))
        return rows.order_by("proposal_id", "position")

    def total(self) -> int | None:
        """How many rows fit, when the counts of the proposal can tell."""
        asked = self.cleaned_data if self.is_valid() else {}
        if not asked or asked["q"]:
            return None
        if asked["column"]:
            return self._total_of_column()
        tables = [asked["table"]] if asked["table"] else list(self.proposal.counts)
        counts = [self.proposal.counts[table] for table in tables]
        actions = MEANT[asked["action"]]
        return sum(count.get(action, 0) for count in counts for action in actions)

    @property
    def is_narrowed(self) -> bool:
        """Whether this is not what one sees first."""
        first = {"action": first_look(self.proposal)}
        return not self.shows(**{"q": "", "table": "", "column": ""} | first)

    def _total_of_column(self) -> int | None:
        """The proposal has counted the changed cells of changed rows only."""
        asked = self.cleaned_data
        if asked["action"] != "update" or not asked["table"]:
            return None
        return self.proposal.columns.get(asked["table"], {}).get(asked["column"], 0)

    def shows(self, **choices: str) -> bool:
        """Whether these are the choices made."""
        return all(self.data.get(name, "") == value for name, value in choices.items())

    def address(self, **changes: Any) -> str:
        """The query of this filter with something else in it."""
        asked = self.data | {"page": ""} | changes
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in asked.items() if value})
        return f"?{query.urlencode()}"


def first_look(proposal: Proposal) -> str:
    """What is worth seeing first: errors, else all that changes, else the rest."""
    if proposal.count("error"):
        return "error"
    return CHANGES if proposal.changes else "all"


@dataclass
class Pager:
    """One page of the rows that fit, and where the others are."""

    form: RowFilter

    def __post_init__(self) -> None:
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        self.number = asked.get("page") or 1
        self.total = self.form.total()
        start = (self.number - 1) * PAGE
        found = list(self.form.rows()[start : start + PAGE + 1])
        self.rows, self.is_last = found[:PAGE], len(found) <= PAGE
        self.start, self.end = start + 1, start + len(self.rows)

    @property
    def pages(self) -> int | None:
        return None if self.total is None else max(1, -(-self.total // PAGE))

    @property
    def links(self) -> dict[str, str]:
        """The queries of the first, previous, next and last page, where they are."""
        numbers = {"first": 1, "previous": self.number - 1} if self.number > 1 else {}
        if not self.is_last:
            numbers["next"] = self.number + 1
            if self.pages:
                numbers["last"] = self.pages
        return {name: self.form.address(page=n) for name, n in numbers.items()}
