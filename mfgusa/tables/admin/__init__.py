from mfgusa.tables.admin.batches import BatchAdmin
from mfgusa.tables.admin.filters import YearFilter
from mfgusa.tables.admin.forms import LoadedFormSet, TableInline
from mfgusa.tables.admin.table import TableAdmin

__all__ = ["BatchAdmin", "LoadedFormSet", "TableAdmin", "TableInline", "YearFilter"]
