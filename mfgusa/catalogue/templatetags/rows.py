"""Template tags of the general list row and detail page."""

from django import template

from mfgusa.catalogue.rows import row_columns, short_row_columns

register = template.Library()
register.filter(row_columns)
register.filter(short_row_columns)
