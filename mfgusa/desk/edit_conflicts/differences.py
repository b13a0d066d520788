"""What a form was when it was opened, what its row is now, and what was typed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField, model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mfgusa.desk.forms import foreign_keys
from mfgusa.text import parse_id

Values = Mapping[str, Any]  # Of a row, by field; one that is missing is not known.
Labels = Mapping[type[models.Model], Mapping[str, str]]  # Of rows, by model and id.


@dataclass(frozen=True)
class RawDifference:
    """Three values of a field, as a form would hold them; None where there is no row.

    `was` is also None where it is not known. `takes` names the input of a form that
    was left alone and takes their value, which then is also `yours`.
    """

    field: forms.Field
    label: str
    was: Any
    theirs: Any
    yours: Any
    is_refused: bool = False
    takes: str = ""


@dataclass(frozen=True)
class FieldDifference:
    """Three values of a field in words; None where there is no row to have one."""

    label: str
    was: str | None
    theirs: str | None
    yours: str | None
    takes_theirs: bool = False

    def without_yours(self) -> "FieldDifference":
        """The same of a form that deletes the row."""
        return replace(self, yours=None, takes_theirs=False)

    @property
    def has_their_change(self) -> bool:
        """Whether somebody else changed the field."""
        return self.theirs != self.was

    @property
    def has_your_change(self) -> bool:
        """Whether the person of the form changed the field."""
        return self.yours != self.was and not self.takes_theirs


def shown_fields(form: Any) -> list[str]:
    """The fields of a form that a person sees and may change."""
    return [
        name
        for name, field in form.fields.items()
        if name not in (DELETION_FIELD_NAME, form._meta.model._meta.pk.name)
        and not (field.disabled or isinstance(field, InlineForeignKeyField))
    ]


def values_of(row: models.Model | None, names: Collection[str]) -> Values:
    """The values of a row as a form shows them, without those of several rows."""
    if row is None:
        return {}
    own = {field.name for field in row._meta.concrete_fields}
    blank: dict[str, Any] = dict.fromkeys(names)
    return blank | model_to_dict(row, fields=own & set(names))


def compare_row(
    form: forms.BaseForm, was: Values, theirs: Values
) -> Iterator[RawDifference]:
    """The fields of a row in which any two of the three differ."""
    for name in shown_fields(form):
        field, yours = form.fields[name], form[name].data
        now, before, is_known = theirs.get(name), was.get(name), name in was
        differs = has_changed(field, now, yours)
        was_changed = not is_known or _plain(field, before) != _plain(field, now)
        if differs or (is_known and was_changed):
            known = _filled(before) if is_known else None
            values = (known, _filled(now), _filled(yours))
            difference = RawDifference(field, str(form[name].label), *values)
            if differs and was_changed:
                takes = is_known and not has_changed(field, before, yours)
                difference = _refused(difference, form[name].html_name if takes else "")
            yield difference


def _refused(difference: RawDifference, takes: str) -> RawDifference:
    """A difference whose save would undo a change; a named input takes the change."""
    yours = difference.theirs if takes else difference.yours
    return replace(difference, yours=yours, is_refused=True, takes=takes)


def compare_deleted(form: forms.BaseForm, was: Values) -> list[RawDifference]:
    """What was typed into the form of a row that is gone."""
    differences = []
    for name in shown_fields(form):
        field, yours = form.fields[name], form[name].data
        before = was.get(name)
        if has_changed(field, before, yours):
            label = str(form[name].label)
            known = _filled(before) if name in was else None
            difference = RawDifference(field, label, known, None, _filled(yours), True)
            differences.append(difference)
    return differences


def compare_added(form: forms.BaseForm) -> Iterator[RawDifference]:
    """What a row holds that was added since the form was opened."""
    for name in shown_fields(form):
        if (value := form[name].initial) not in (None, "", [], False):
            label = str(form[name].label)
            yield RawDifference(form.fields[name], label, None, value, None)


def current_values(form: Any) -> Values:
    """The values of a form's row as it is stored."""
    return {**dict.fromkeys(shown_fields(form)), **form.initial}


def has_changed(field: forms.Field, value: Any, typed: Any) -> bool:
    """Whether a typed value differs from a stored one; line ends do not count."""
    if isinstance(value, str) and isinstance(typed, str):
        value, typed = _unix_lines(value), _unix_lines(typed)
    return field.has_changed(value, typed)


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _filled(value: Any) -> Any:
    """A value of a row that is there; None would be no row."""
    return "" if value is None else value


def _plain(field: forms.Field, value: Any) -> Any:
    """A stored value that can be compared; rows become their keys."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return sorted(map(str, field.prepare_value(value) or ()))
    return _filled(value)


def load_labels(differences: Iterable[RawDifference]) -> Labels:
    """The labels of the rows that differences name: one query for each model."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for difference in differences:
        if isinstance(difference.field, forms.ModelChoiceField):
            for value in (difference.was, difference.theirs, difference.yours):
                wanted[_model(difference.field)] |= {*_keys(difference.field, value)}
    return {
        model: {
            str(row.pk): str(row)
            for row in model._default_manager.filter(
                pk__in=[parse_id(key) for key in keys if parse_id(key)]
            ).select_related(*foreign_keys(model))
        }
        for model, keys in wanted.items()
    }


def _model(field: "forms.ModelChoiceField[Any]") -> type[models.Model]:
    assert field.queryset is not None
    return field.queryset.model


def _keys(field: "forms.ModelChoiceField[Any]", value: Any) -> list[str]:
    prepared = field.prepare_value(value)
    keys = prepared if isinstance(prepared, list | tuple) else [prepared]
    return [str(key) for key in keys if key not in (None, "")]


def describe(difference: RawDifference, labels: Labels) -> FieldDifference:
    """A difference in words."""
    values = (difference.was, difference.theirs, difference.yours)
    was, theirs, yours = (_text(difference.field, value, labels) for value in values)
    label, takes_theirs = capfirst(difference.label), bool(difference.takes)
    return FieldDifference(label, was, theirs, yours, takes_theirs)


def _text(field: forms.Field, value: Any, labels: Labels) -> str | None:
    if value is None:
        return None
    if isinstance(field, forms.ModelChoiceField):
        of_model = labels[_model(field)]
        missing = _("a deleted record")
        texts = [of_model.get(key, missing) for key in _keys(field, value)]
        return ", ".join(sorted(texts))
    if isinstance(field, forms.ChoiceField):
        return _choice(field, value)
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    return str(field.prepare_value(value))


def _choice(field: forms.ChoiceField, value: Any) -> str:
    """The label of a choice; nothing is chosen for a blank."""
    pairs: Iterable[Any] = field.choices  # type: ignore[assignment]
    labels = {str(key): str(label) for key, label in pairs if key != ""}
    return labels.get(str(value), str(value))
