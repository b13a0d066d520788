"""A table without an admin class of its own gets a general one."""

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite

from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.admin import CitedAdmin, register_tables
from mfgusa.provenance.models import Cited
from mfgusa.tables.schema.resource import registry
from tests.factories.every import FACTORIES

TABLES = sorted(registry)


@pytest.fixture(scope="module")
def general():
    """The general admins of all tables, at the addresses of the site's own."""
    site = AdminSite()
    register_tables(site)
    return site


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_do_with_the_general_admin(general, rf, curator, table):
    model = registry[table]._meta.model
    row = FACTORIES[model]()
    table_admin = general.get_model_admin(model)
    table_admin.admin_site = admin.site  # Its addresses are those that exist.
    request = rf.get("/", {"q": "a"})
    request.user = curator

    listing = table_admin.changelist_view(request)
    form = table_admin.change_view(request, str(row.pk))

    assert isinstance(table_admin, CitedAdmin) == issubclass(model, Cited)
    assert listing.render().status_code == form.render().status_code == 200


def test_a_table_with_its_own_admin_keeps_it():
    register_tables(admin.site)

    own = [type(each) for each in admin.site._registry.values()]
    assert TableAdmin not in own
    assert CitedAdmin not in own
    assert {each.__module__ for each in own if issubclass(each, TableAdmin)}.isdisjoint(
        {"mfgusa.desk.general_admin"}
    )
