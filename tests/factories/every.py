"""Every public table, and the factory that fills it."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from factory.django import DjangoModelFactory
from pghistory.models import Event

from mfgusa.fields.derived import is_derived
from tests import factories

APPS = ["provenance", "institutes", "roadmaps", "pillars"]
for module in iter_modules(factories.__path__):
    if not module.name.startswith(("every", "test_")):
        import_module(f"tests.factories.{module.name}")


def subclasses(base):
    for each in base.__subclasses__():
        yield from [each, *subclasses(each)]


FACTORIES = {
    factory._meta.model: factory
    for factory in subclasses(DjangoModelFactory)
    if factory._meta.model
}
MODELS = [
    model
    for app in APPS
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
    if not issubclass(model, Event) and not model._meta.proxy
]
TABLES = [model._meta.db_table for model in MODELS]


def with_fields(kind):
    """Every public field of a kind that is written, as a factory and its name."""
    return [
        (factory, field.name)
        for model, factory in FACTORIES.items()
        for field in model._meta.fields
        if isinstance(field, kind) and not is_derived(field)
    ]
