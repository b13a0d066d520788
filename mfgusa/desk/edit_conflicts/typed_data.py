"""The data of a form that was refused, fitted to the inline rows that exist now."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms.formsets import (
    DELETION_FIELD_NAME,
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
)
from django.http import QueryDict

from mfgusa.desk.edit_conflicts.differences import RawDifference, shown_fields

FormData = dict[str, list[str]]  # Of one form, by field.


@dataclass(frozen=True)
class InlineChanges:
    """How the rows of an inline differ from those that a form posted.

    `added` are unbound forms of rows that the form does not hold. `gone` has the
    prefixes of forms whose rows are gone, `typed` those of them that hold something to
    go on with.
    """

    formset: Any
    added: list[Any] = field(default_factory=list)
    gone: Collection[str] = ()
    typed: Collection[str] = ()


def fit_data(
    data: QueryDict,
    differences: Iterable[RawDifference],
    inlines: list[InlineChanges],
) -> QueryDict:
    """The posted data, so that the form can be saved again.

    A field that was left alone takes the value that somebody else gave it. A row that
    is gone becomes a new one if something was typed into it, and is left out if not; a
    row that was added follows those that exist.
    """
    fitted = data.copy()
    for difference in differences:
        if difference.takes:
            _take_value(fitted, difference)
    for changes in inlines:
        if changes.added or changes.gone:
            _fit_inline(fitted, changes)
    return fitted


def _take_value(data: QueryDict, difference: RawDifference) -> None:
    value = difference.theirs
    if value is False:  # A browser does not send a box that is not ticked.
        data.pop(difference.takes, None)
    else:
        sent = _as_sent(difference.field.prepare_value(value))
        data.setlist(difference.takes, sent)


def _fit_inline(data: QueryDict, changes: InlineChanges) -> None:
    formset, forms = changes.formset, list(_taken_forms(data, changes.formset))
    initial, extra = forms[: formset.initial_form_count()], []
    unlinked = {formset.model._meta.pk.name: [""], formset.fk.name: [""]}
    existing = []
    for prefix, content in initial:
        if prefix not in changes.gone:
            existing.append(content)
        elif prefix in changes.typed:
            content.pop(DELETION_FIELD_NAME, None)
            extra.append(content | unlinked)
    existing += [_unbound_data(form) | _key(form) for form in changes.added]
    extra += [content for _prefix, content in forms[formset.initial_form_count() :]]
    for index, content in enumerate([*existing, *extra]):
        for name, values in content.items():
            data.setlist(f"{formset.prefix}-{index}-{name}", values)
    total = len(existing) + len(extra)
    data[f"{formset.prefix}-{TOTAL_FORM_COUNT}"] = str(total)
    data[f"{formset.prefix}-{INITIAL_FORM_COUNT}"] = str(len(existing))


def _taken_forms(data: QueryDict, formset: Any) -> Iterator[tuple[str, FormData]]:
    """Each form of a formset, by its prefix, taken out of the data."""
    numbered: dict[int, FormData] = {
        index: {} for index in range(formset.total_form_count())
    }
    pattern = re.compile(rf"{re.escape(formset.prefix)}-(\d+)-(\w+)")
    for name in list(data):
        match = pattern.fullmatch(name)
        if match and int(match[1]) in numbered:
            numbered[int(match[1])][match[2]] = data.getlist(name)
            del data[name]
    for index, content in numbered.items():
        yield formset.add_prefix(index), content


def _key(form: Any) -> FormData:
    return {form.instance._meta.pk.name: [str(form.instance.pk)]}


def _unbound_data(form: Any) -> FormData:
    """What a browser would send of a form that nobody has touched."""
    values = {name: form[name].value() for name in shown_fields(form)}
    return {
        name: _as_sent(form.fields[name].prepare_value(value))
        for name, value in values.items()
        if value is not False
    }


def _as_sent(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return ["on" if value is True else "" if value is None else str(value)]
