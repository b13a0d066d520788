"""Search documents name their functions once and for all, so that a dump restores.

A dump is restored with no schema to look in; text that names `search_fold` finds
nothing there. A body that was read when the function was made needs no looking up.
"""

from importlib import import_module

from django.db import migrations

before = import_module("mfgusa.catalogue.migrations.0004_whole_names").DOCUMENT

DOCUMENT = before.replace("AS $$", "BEGIN ATOMIC").replace("$$;", ";\nEND;")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_facet_bitmaps")]

    operations = [migrations.RunSQL(DOCUMENT, before)]
