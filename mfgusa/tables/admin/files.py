"""A table as files in and out, with the table's own rights and its own contract."""

from io import BytesIO

from django.contrib import messages
from django.forms import CharField
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ExportForm
from openpyxl import load_workbook
from tablib import Dataset

from mfgusa.tables.admin.refusals import RefusalsInWords
from mfgusa.tables.cells import from_spreadsheet
from mfgusa.tables.resources import resource_for
from mfgusa.tables.writing import csv_lines, xlsx_file


class TableCSV(CSV):
    """A CSV file, with the marks undone that keep a spreadsheet from running it."""

    def create_dataset(self, in_stream, **kwargs):
        file = super().create_dataset(in_stream, **kwargs)
        rows = [[from_spreadsheet(cell) for cell in row] for row in file]
        return Dataset(*rows, headers=file.headers)


class TableXLSX(XLSX):
    """A workbook, whose rows may end before the last column does."""

    def create_dataset(self, in_stream):
        book = load_workbook(BytesIO(in_stream), read_only=True, data_only=True)
        header, *rows = book.active.iter_rows(values_only=True)
        filled = [row + (None,) * (len(header) - len(row)) for row in rows]
        return Dataset(*filled, headers=header)


class ReasonedConfirmForm(ConfirmImportForm):
    """The last step of an import, with the reason that the history keeps."""

    _why = CharField(label=_("Why? Kept in the history."), required=False)


class Files(ImportExportModelAdmin, RefusalsInWords):
    """The import and export of one table."""

    confirm_form_class = ReasonedConfirmForm
    export_form_class = ExportForm
    formats = [TableCSV, TableXLSX]
    import_error_display = ("message",)

    def get_resource_classes(self, request):
        return [resource_for(self.model)]

    def has_import_permission(self, request):
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_export_data(self, file_format, request, queryset, **kwargs):
        table = resource_for(self.model)()
        if isinstance(file_format, XLSX):
            with xlsx_file(table, queryset) as file:
                return file.read()
        return "".join(csv_lines(table, queryset))

    def get_import_data_kwargs(self, **kwargs):
        all_or_nothing = {"rollback_on_validation_errors": True}
        return super().get_import_data_kwargs(**kwargs) | all_or_nothing

    def process_import(self, request, *args, **kwargs):
        return self.or_say_why_not(
            super().process_import, request, *args, back=self.first_step(), **kwargs
        )

    def process_result(self, result, request):
        if not result.has_errors() and not result.has_validation_errors():
            return super().process_result(result, request)
        stale = _("Nothing was imported: the data changed meanwhile. Please try again.")
        self.message_user(request, stale, messages.ERROR)
        return HttpResponseRedirect(self.first_step())

    def first_step(self):
        return reverse("admin:{}_{}_import".format(*self.get_model_info()))
