"""The page where a curator brings in a table, or a package of tables."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mfgusa.desk import permissions
from mfgusa.desk.upload_form import UploadForm
from mfgusa.desk.upload_limit import limit
from mfgusa.proposals import actions
from mfgusa.proposals.permissions import NotAllowed
from mfgusa.tables.schema.resource import TableResource, resource_for


def import_page(
    request: HttpRequest, site: admin.AdminSite, resource: TableResource | None = None
) -> HttpResponse:
    """Take a file of one table, or of any, and lead to its plan."""
    tables = (
        [resource.table] if resource else permissions.importable_tables(request.user)
    )
    form = _form(request, tables)
    if form.is_valid() and (proposal := _taken(form, request.user, resource)):
        address = reverse("admin:proposals_proposal_change", args=[proposal.pk])
        return HttpResponseRedirect(address)
    context = site.each_context(request) | {
        "form": form,
        "limit": limit(),
        "resource": resource,
        "tables": [(table, permissions.table_title(table)) for table in tables],
        "title": _title(resource),
        **(_about(resource) if resource else {}),
    }
    return TemplateResponse(request, "admin/import.html", context)


def _form(request: HttpRequest, tables: list[str]) -> UploadForm:
    return UploadForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        can_delete=any(permissions.can_delete(request.user, table) for table in tables),
        dropped=getattr(request, "dropped", False),
        label_suffix="",
    )


def _about(resource: TableResource) -> dict[str, Any]:
    """The columns of a table, and where its template and its rows are."""
    opts = resource.model._meta
    admin_page = f"admin:{opts.app_label}_{opts.model_name}"
    return {
        "table": permissions.table_title(resource.table),
        "columns": columns_of(resource),
        "list_address": reverse(f"{admin_page}_changelist"),
        "template_address": reverse("table-template", args=[resource.table]),
        "export_address": reverse(f"{admin_page}_export"),
    }


def columns_of(resource: TableResource) -> list[dict[str, Any]]:
    """Each column of a table: whether it is part of the key, and whether required."""
    return [
        {
            "name": name,
            "is_key": name in resource.key,
            "is_required": name in resource.required,
        }
        for name in resource.columns
    ]


def _title(resource: TableResource | None) -> str:
    if resource is None:
        return _("Import a file or a package")
    return _("Import %(table)s") % {"table": permissions.table_title(resource.table)}


def _taken(form: UploadForm, user: Any, resource: TableResource | None) -> Any:
    """The proposal of an uploaded file; None when the form now says what is wrong."""
    wishes = dict(form.cleaned_data)
    file = wishes.pop("file")
    try:
        return actions.upload(
            file, by=user, table=resource.table if resource else "", **wishes
        )
    except NotAllowed as problem:
        form.add_error("file", str(problem))
    return None


def refused(
    request: HttpRequest, site: admin.AdminSite, why: str, back: str
) -> HttpResponse:
    """A page that says which right is missing, and the way back."""
    title = _("You may not do this")
    context = site.each_context(request) | {"why": why, "back": back, "title": title}
    return TemplateResponse(request, "admin/not_allowed.html", context, status=403)


class ImportMixin(admin.ModelAdmin):
    """The import of one table: its page, with the table's own rights."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_urls(self) -> list[Any]:
        opts = self.opts
        name = f"{opts.app_label}_{opts.model_name}_import"
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name=name), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if self.has_import_permission(request):
            resource = resource_for(self.model)()
            return import_page(request, self.admin_site, resource)
        names = {"table": self.opts.verbose_name_plural}
        why = _("To import %(table)s you need the rights to add and to change them.")
        return refused(request, self.admin_site, why % names, reverse("admin:index"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may = {"has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, (extra_context or {}) | may)
