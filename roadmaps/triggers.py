"""Rules over several rows of roadmaps, and the triggers that enforce them."""

import pgtrigger

from mfgusa.db.row_rules import Rule, check_at_commit

CONTINUES_IN_SERIES = Rule(
    name="roadmap_item_continues_in_series",
    table="roadmaps_roadmap",
    tables=("roadmaps_roadmap", "roadmaps_roadmapitem"),
    query="""
    SELECT side.id, format('"%s" can continue only an item of another version in its '
      'series.', item.title) AS message
    FROM {roadmaps_roadmapitem} item
    JOIN {roadmaps_roadmapitem} before ON before.id = item.continues_id
    JOIN {roadmaps_roadmap} later ON later.id = item.roadmap_id
    JOIN {roadmaps_roadmap} earlier ON earlier.id = before.roadmap_id
    CROSS JOIN LATERAL (VALUES (later.id), (earlier.id)) AS side(id)
    WHERE later.id = earlier.id OR later.series = '' OR later.series <> earlier.series
    """,
)


def continues_in_series() -> pgtrigger.Trigger:
    """Return the trigger: an item continues an item of another version."""
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("continues_id", "roadmap_id")
    return check_at_commit(
        CONTINUES_IN_SERIES, "continues_in_series", operation, subject="NEW.roadmap_id"
    )


def keeps_its_series() -> pgtrigger.Trigger:
    """Return the trigger: a roadmap stays in the series that continues its items."""
    operation = pgtrigger.UpdateOf("series")
    return check_at_commit(CONTINUES_IN_SERIES, "keeps_its_series", operation)
