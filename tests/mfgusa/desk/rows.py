"""Rows of any table that the admin has, and the addresses of its pages."""

import factory
from django.contrib import admin
from django.urls import reverse

from mfgusa.desk.table_admin import TableAdmin
from roadmaps.models.link import SubjectLink
from tests import factories

ADMINS = [a for a in admin.site._registry.values() if isinstance(a, TableAdmin)]
MODELS = [table.model for table in ADMINS]
FACTORIES = {
    maker._meta.model: maker
    for maker in (getattr(factories, name) for name in factories.__all__)
}


def create(model, count, **fields):
    """Rows that refer to another row wherever they can; there are ten pillars."""
    links = {
        field.name: factory.SubFactory(FACTORIES[field.related_model])
        for field in model._meta.fields
        if field.is_relation and field.null and field.related_model is not model
    }
    if issubclass(model, SubjectLink):  # It has one subject; the factory chooses.
        links = {}
    return FACTORIES[model].create_batch(count, **links | fields)


def address(model, page, *args):
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def as_posted(response):
    """What a browser sends when nothing was changed in the form it was shown."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    posted = {bound.html_name: _sent(bound) for form in forms for bound in form}
    posted["_opened"] = response.context.get("opened")
    return {name: value for name, value in posted.items() if value is not None}


def confirm_deletion(browser, row, **typed):
    """Open the page that asks whether a row shall be deleted, and say yes."""
    page = address(type(row), "delete", row.pk)
    opened = browser.get(page).context["opened"]
    return browser.post(page, {"post": "yes", "_opened": opened} | typed)


def selection_of(browser, *rows):
    """What the page that asks whether selected rows shall be deleted sends."""
    keys = [row.pk for row in rows]
    chosen = {"action": "delete_selected", "_selected_action": keys}
    response = browser.post(address(type(rows[0]), "changelist"), chosen)
    return chosen | {"post": "yes", "_opened": response.context["opened"]}


def _sent(bound):
    value = bound.value()
    if isinstance(value, bool):
        return "on" if value else None
    if isinstance(value, list):
        value = bound.field.prepare_value(value)
    return "" if value is None else value
