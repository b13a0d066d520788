"""What deleting rows would take with it, and what rests on them and forbids it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects, quote
from django.db import router
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from mfgusa.desk.forms import foreign_keys


class Resting(NestedObjects):
    """Rows that rest on others, each read with the rows that its name tells of."""

    def related_objects(self, related_model: Any, *args: Any) -> Any:
        rows = super().related_objects(related_model, *args)
        return rows.select_related(*foreign_keys(related_model))


class DeletionPreviewMixin(admin.ModelAdmin):
    """An admin that asks equally often, however much rests on what is deleted."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes, how much of each kind, which rights lack, what rests on it."""
        found = Resting(using=router.db_for_write(self.model), origin=objs)
        found.collect(objs)
        kinds = {*found.model_objs, *map(type, found.protected)}
        lacking = {one._meta.verbose_name for one in kinds if self._keeps(one, request)}
        counts = {
            kind._meta.verbose_name_plural: len(rows)
            for kind, rows in found.model_objs.items()
        }
        protected = [self._told(row) for row in found.protected]
        return found.nested(self._told), counts, lacking, protected

    def _keeps(self, kind: Any, request: HttpRequest) -> bool:
        """Whether rows of a kind have an admin that forbids to delete them."""
        known = self.admin_site.is_registered(kind)
        admin_of = self.admin_site.get_model_admin
        return known and not admin_of(kind).has_delete_permission(request)

    def _told(self, row: Any) -> str:
        """A row's kind and name; the name leads to its page, where it has one."""
        opts = row._meta
        if not self.admin_site.is_registered(type(row)):
            return f"{capfirst(opts.verbose_name)}: {row}"
        page = f"admin:{opts.app_label}_{opts.model_name}_change"
        link = '{}: <a href="{}">{}</a>'
        url = reverse(page, args=[quote(row.pk)])
        return format_html(link, capfirst(opts.verbose_name), url, row)
