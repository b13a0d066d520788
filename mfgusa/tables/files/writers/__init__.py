"""Rows of a table as CSV, XLSX or JSON, written as they are read: nothing is cut."""
