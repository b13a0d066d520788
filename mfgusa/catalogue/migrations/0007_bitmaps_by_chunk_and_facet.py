"""Bitmaps of a few facets are found without reading those of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_bound_functions")]

    operations = [
        migrations.RemoveIndex("bitmap", "bitmap_by_chunk"),
        migrations.AddIndex(
            "bitmap",
            models.Index(fields=["index", "chunk", "facet"], name="bitmap_by_chunk"),
        ),
    ]
