"""What every part of the code has in common."""

import ast
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin

from mfgusa.fields.derived import is_derived
from mfgusa.tables.schema.resource import registry, resource_for
from tests.annotations import ROOT, product_files, shares

OURS = ("institutes", "roadmaps", "pillars", "provenance")
DEFINED_TWICE = {  # At most 20, each with its reason.
    "Command": "Django finds a management command by this name",
    "main": "manage.py, the look at the port, the audit and the tag are programs",
}
STAND_INS = {"one", "told", "asked", "said", "some", "every", "found"}
PUBLIC = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS
    and not model._meta.proxy
    and not hasattr(model, "pgh_tracked_model")
]


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    return [settings.BASE_DIR / name for name in listed.stdout.splitlines()]


@pytest.mark.parametrize("model", PUBLIC, ids=lambda model: model.__name__)
def test_every_model_has_a_table_an_admin_and_a_constraint(model):
    assert issubclass(resource_for(model), registry[resource_for(model).table])
    assert model in admin.site._registry
    assert model._meta.constraints
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", PUBLIC, ids=lambda model: model.__name__)
def test_the_columns_of_a_table_are_all_that_its_model_holds(model):
    resource = resource_for(model)()
    held = {resource.fields[name].attribute for name in resource.columns}
    derived = {"id", *(f.name for f in model._meta.fields if is_derived(f))}

    fields = {f.name for f in [*model._meta.fields, *model._meta.many_to_many]}
    links = {
        f.name
        for f in model._meta.many_to_many
        if not f.remote_field.through._meta.auto_created
    }

    if hasattr(model, "SUBJECT_FIELDS"):
        fields -= set(model.SUBJECT_FIELDS)
        held -= {"subject", "subject_type"}
    assert fields - derived - links == held


def test_every_template_partial_names_its_context():
    partials = Path(settings.BASE_DIR / "templates/partials").glob("*.html")

    for partial in partials:
        assert partial.read_text().startswith("{% comment %}"), partial.name


def test_no_page_has_a_script_or_style_of_its_own():
    for template in Path(settings.BASE_DIR / "templates").rglob("*.html"):
        if "admin" not in template.parts:
            text = template.read_text()
            assert not re.search(
                r"<style|\sstyle=|\son[a-z]+=[\x22{]|<script>", text
            ), template


def test_nothing_names_a_package_registry_or_a_path_of_this_machine():
    registries = re.compile(rb"pypi\.org|pythonhosted|registry\.npmjs")
    here = str(settings.BASE_DIR).encode()

    for file in tracked_files():
        if file.is_file() and file != Path(__file__):
            content = file.read_bytes()
            assert not registries.search(content), file
            assert here + b"/" not in content, file


def test_migrations_say_what_they_do():
    for file in settings.BASE_DIR.glob("**/migrations/0*.py"):
        if ".venv" not in file.parts:
            assert "_auto_" not in file.name


def test_no_public_name_is_defined_in_two_modules():
    modules = defaultdict(set)
    for file in [*product_files(), ROOT / "manage.py", *ROOT.glob("requirements/*.py")]:
        for node in ast.parse(file.read_text()).body:
            is_definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if is_definition and not node.name.startswith("_"):
                modules[node.name].add(file.relative_to(ROOT).as_posix())
    twice = {name: files for name, files in modules.items() if len(files) > 1}

    assert {name: twice[name] for name in twice if name not in DEFINED_TWICE} == {}
    assert set(DEFINED_TWICE) <= set(twice)
    assert len(DEFINED_TWICE) <= 20


def test_no_local_has_a_stand_in_for_a_name():
    stand_ins = defaultdict(set)
    for file in product_files():
        tree = ast.parse(file.read_text())
        names = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        } | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        if names & STAND_INS:
            stand_ins[file.relative_to(ROOT).as_posix()] = names & STAND_INS

    assert stand_ins == {
        "roadmaps/filtersets/skill.py": {"asked"},  # A parameter of addresses.
    }


def test_the_product_is_annotated():
    """The shares that `python -m tests.annotations` prints."""
    total = shares()

    assert total.annotated_share >= 0.97
    assert total.any_share <= 0.08
