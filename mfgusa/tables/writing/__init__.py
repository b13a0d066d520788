"""Rows of a table as CSV, XLSX or JSON, written as they are read: nothing is cut."""

from mfgusa.tables.writing.csv_file import csv_lines
from mfgusa.tables.writing.json_file import json_lines
from mfgusa.tables.writing.responses import (
    counted,
    csv_response,
    in_chunks,
    json_response,
    template_response,
    xlsx_response,
)
from mfgusa.tables.writing.template import template_file
from mfgusa.tables.writing.workbook import NoWorkbook, xlsx_file

__all__ = [
    "NoWorkbook",
    "counted",
    "csv_lines",
    "csv_response",
    "in_chunks",
    "json_lines",
    "json_response",
    "template_file",
    "template_response",
    "xlsx_file",
    "xlsx_response",
]
