"""Every public table, and the factory that fills it."""

from django.apps import apps
from pghistory.models import Event

from tests import factories

APPS = ["provenance", "institutes", "roadmaps", "pillars"]
FACTORIES = {
    factory._meta.model: factory
    for factory in (getattr(factories, name) for name in factories.__all__)
}
MODELS = [
    model
    for app in APPS
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
    if not issubclass(model, Event) and not model._meta.proxy
]
TABLES = [model._meta.db_table for model in MODELS]


def with_fields(kind):
    """Every public field of a kind, as pairs of a factory and the field's name."""
    return [
        (factory, field.name)
        for model, factory in FACTORIES.items()
        for field in model._meta.fields
        if isinstance(field, kind)
    ]
