from mfgusa.tables.admin.filters import YearFilter
from mfgusa.tables.admin.forms import LoadedFormSet, TableInline
from mfgusa.tables.admin.table import TableAdmin

__all__ = ["LoadedFormSet", "TableAdmin", "TableInline", "YearFilter"]
