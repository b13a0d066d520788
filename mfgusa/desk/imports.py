"""The page where a curator imports a table, or a package of tables."""

from typing import Any, TypedDict

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from mfgusa.desk import permissions
from mfgusa.desk.admin_urls import admin_url, admin_url_name
from mfgusa.desk.upload_form import UploadForm
from mfgusa.desk.upload_limit import is_upload_dropped, upload_limit
from mfgusa.proposals import actions
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.permissions import NotAllowed
from mfgusa.tables.schema.resource import TableResource, resource_for


class ColumnNote(TypedDict):
    """A column as the import page lists it."""

    name: str
    is_key: bool
    is_required: bool


def import_page(
    request: HttpRequest, site: admin.AdminSite, resource: TableResource | None = None
) -> HttpResponse:
    """The form for a file of one table, or of any; an upload leads to its plan."""
    user = permissions.signed_in_user(request)
    tables = [resource.table] if resource else permissions.importable_tables(user)
    form = _form(request, tables)
    if form.is_valid() and (proposal := _upload(form, user, resource)):
        return HttpResponseRedirect(admin_url(Proposal, "change", proposal.pk))
    context = site.each_context(request) | {
        "form": form,
        "limit": upload_limit(),
        "resource": resource,
        "tables": [(table, permissions.table_title(table)) for table in tables],
        "title": _title(resource),
        **(_resource_context(resource) if resource else {}),
    }
    return TemplateResponse(request, "admin/import.html", context)


def _form(request: HttpRequest, tables: list[str]) -> UploadForm:
    user = permissions.signed_in_user(request)
    return UploadForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        can_delete=any(permissions.can_delete(user, table) for table in tables),
        is_dropped=is_upload_dropped(request),
        label_suffix="",
    )


def _resource_context(resource: TableResource) -> dict[str, Any]:
    """The columns of a table, and the addresses of its template and its rows."""
    return {
        "table": permissions.table_title(resource.table),
        "columns": column_notes(resource),
        "changelist_url": admin_url(resource.model, "changelist"),
        "template_url": reverse("table-template", args=[resource.table]),
        "export_url": admin_url(resource.model, "export"),
    }


def column_notes(resource: TableResource) -> list[ColumnNote]:
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


def _upload(
    form: UploadForm, user: User, resource: TableResource | None
) -> Proposal | None:
    """The proposal of an uploaded file; None when the form has errors now."""
    options = dict(form.cleaned_data)
    file = options.pop("file")
    table = resource.table if resource else ""
    try:
        return actions.upload(file, by=user, table=table, **options)
    except NotAllowed as error:
        form.add_error("file", str(error))
    return None


def permission_denied_page(
    request: HttpRequest, site: admin.AdminSite, why: str, back: str
) -> HttpResponse:
    """A page that names the missing permission and links back."""
    title = _("You may not do this")
    context = site.each_context(request) | {"why": why, "back": back, "title": title}
    return TemplateResponse(request, "admin/not_allowed.html", context, status=403)


class ImportMixin(admin.ModelAdmin[models.Model]):
    """The import of one table: its page, by the permissions on the table."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether the user may import: whoever may add and change rows may."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_urls(self) -> list[URLPattern]:
        name = admin_url_name(self.model, "import")
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name=name), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The import page, or the permission that is missing."""
        if self.has_import_permission(request):
            resource = resource_for(self.model)()
            return import_page(request, self.admin_site, resource)
        why = _("To import %(table)s you need the rights to add and to change them.")
        why %= {"table": self.opts.verbose_name_plural}
        back = reverse("admin:index")
        return permission_denied_page(request, self.admin_site, why, back)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, (extra_context or {}) | context)
