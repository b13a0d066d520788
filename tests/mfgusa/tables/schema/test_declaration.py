"""What a table resource declares in vain is refused when the class is created."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import CharWidget

from mfgusa.proposals import actions
from mfgusa.tables.schema.columns import TextColumn
from mfgusa.tables.schema.fields import TableField
from mfgusa.tables.schema.resource import TableResource, registry
from roadmaps.models import Skill

HOOKS = [
    "before_import",
    "after_import",
    "before_import_row",
    "after_import_row",
    "after_import_instance",
    "after_init_instance",
    "before_save_instance",
    "after_save_instance",
    "before_delete_instance",
    "after_delete_instance",
    "validate_instance",
    "skip_row",
    "for_delete",
    "import_row",
    "import_field",
    "import_instance",
    "save_instance",
    "save_m2m",
    "get_instance",
    "init_instance",
    "get_queryset",
    "filter_export",
    "before_export",
    "after_export",
    "export_field",
    "get_export_order",
    "dehydrate_name",
]
OPTIONS = {
    "exclude": ["name"],
    "widgets": {"name": {"allow_blank": True}},
    "import_order": ["name"],
    "export_order": ["name"],
    "skip_unchanged": True,
    "use_bulk": True,
    "clean_model_instances": True,
    "instance_loader_class": object,
    "use_natural_foreign_keys": True,
}


def declare(*bases, options=None, **attributes):
    meta = {"model": Skill, "fields": ["slug", "name"], "import_id_fields": ["slug"]}
    attributes["Meta"] = type("Meta", (), meta | (options or {}))
    return type("SkillTable", (*bases, TableResource), attributes)


def test_a_plain_declaration_is_a_resource():
    resource = declare(name=TableField("name", TextColumn()))()

    assert list(resource.columns) == ["slug", "name"]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_of_the_library_is_refused(hook):
    pattern = rf"^SkillTable\.{hook} has no effect in a table; .+\.$"

    with pytest.raises(ImproperlyConfigured, match=pattern):
        declare(**{hook: lambda *args, **kwargs: None})


def test_so_is_one_that_comes_from_a_mixin():
    mixin = type("Mixin", (), {"before_import_row": print})

    with pytest.raises(ImproperlyConfigured, match="a validator or a constraint"):
        declare(mixin)


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_that_nothing_reads_is_refused(option):
    pattern = rf"^SkillTable\.Meta\.{option} has no effect in a table; .+\.$"

    with pytest.raises(ImproperlyConfigured, match=pattern):
        declare(options={option: OPTIONS[option]})


def test_a_field_of_another_table_is_refused():
    with pytest.raises(
        ImproperlyConfigured, match=r"Meta\.fields: source__title has no"
    ):
        declare(options={"fields": ["slug", "source__title"]})


@pytest.mark.parametrize(
    ("field", "advice"),
    [
        (Field("name", "name"), "declare it as a TableField"),
        (TableField("name", CharWidget()), "give its TableField a column"),
    ],
)
def test_a_field_that_is_not_made_of_a_column_is_refused(field, advice):
    with pytest.raises(ImproperlyConfigured, match=rf"^SkillTable\.name .*{advice}"):
        declare(name=field)


@pytest.mark.parametrize("method", ["clean", "save", "export", "get_value"])
def test_a_method_of_a_field_that_nothing_calls_is_refused(method):
    with pytest.raises(ImproperlyConfigured, match=rf"^NameField\.{method} has no"):
        type("NameField", (TableField,), {method: print})


@pytest.mark.parametrize("method", ["import_data", "export"])
def test_the_ways_of_the_library_are_refused_and_name_ours(method):
    resource = registry["skills"]()

    with pytest.raises(
        NotImplementedError, match=f"^SkillResource.{method}"
    ) as refusal:
        getattr(resource, method)(None)

    for name in re.findall(r"mfgusa\.proposals\.actions\.(\w+)", str(refusal.value)):
        assert hasattr(actions, name)


def test_every_hook_that_the_test_names_is_one_of_the_library():
    own = [hook for hook in HOOKS if not hook.startswith("dehydrate_")]

    assert [hook for hook in own if not hasattr(ModelResource, hook)] == []


def test_the_library_has_no_commands_that_pass_by_a_proposal():
    assert not {"import", "export"} & get_commands().keys()
