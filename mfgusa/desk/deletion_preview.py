"""What deleting rows would delete with them, and which rows prevent it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects, quote
from django.db import models, router
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst

from mfgusa.desk.admin_urls import admin_url
from mfgusa.desk.forms import foreign_keys

Rows = models.QuerySet[models.Model]


class RelatedRowCollector(NestedObjects):
    """Collects related rows, with the rows that their names refer to."""

    def related_objects(
        self, related_model: type[models.Model], *args: Any
    ) -> models.QuerySet[models.Model]:
        rows: Rows = super().related_objects(related_model, *args)
        return rows.select_related(*foreign_keys(related_model))


class DeletionPreviewMixin(admin.ModelAdmin[models.Model]):
    """A preview of a deletion with a constant number of queries."""

    def get_deleted_objects(
        self, objs: Iterable[models.Model] | Rows, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[Any], list[str]]:
        """The rows to be deleted, their counts, missing permissions, obstacles."""
        collector = RelatedRowCollector(
            using=router.db_for_write(self.model), origin=objs
        )
        rows: list[models.Model | None] = list(objs)
        collector.collect(rows)
        collected = Counter(
            type(row) for group in collector.model_objs.values() for row in group
        )
        perms_needed = {
            model._meta.verbose_name
            for model in {*collected, *(type(row) for row in collector.protected)}
            if not self._can_delete(model, request)
        }
        counts = {
            model._meta.verbose_name_plural: count for model, count in collected.items()
        }
        protected = [self._label(row) for row in collector.protected]
        return collector.nested(self._label), counts, perms_needed, protected

    def _can_delete(self, model: type[models.Model], request: HttpRequest) -> bool:
        """Whether the rows of a model may be deleted; without an admin, they may."""
        if not self.admin_site.is_registered(model):
            return True
        model_admin = self.admin_site.get_model_admin(model)
        return model_admin.has_delete_permission(request)

    def _label(self, row: models.Model) -> str:
        """A row's model and name; the name links to its page, where it has one."""
        title = capfirst(row._meta.verbose_name)
        if not self.admin_site.is_registered(type(row)):
            return f"{title}: {row}"
        url = admin_url(type(row), "change", quote(row.pk))
        return format_html('{}: <a href="{}">{}</a>', title, url, row)
