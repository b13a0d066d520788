"""Rows of a table as CSV, XLSX or JSON, streamed and never truncated."""
