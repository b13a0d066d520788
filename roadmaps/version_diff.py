"""Compare two versions of a roadmap: items added, removed, changed and unchanged."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from mfgusa.catalogue.search.folding import fold
from roadmaps.models import RoadmapItem

Pairs = list[tuple[RoadmapItem, RoadmapItem]]


@dataclass(frozen=True)
class ItemChange:
    """A field of an item that differs in the later version."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class ItemPair:
    """One item in two versions; unchanged if there are no changes."""

    before: RoadmapItem
    after: RoadmapItem
    changes: tuple[ItemChange, ...] = ()


@dataclass
class VersionDiff:
    """How the items of a version differ from those of the version before it."""

    added: list[RoadmapItem] = field(default_factory=list)
    removed: list[RoadmapItem] = field(default_factory=list)
    changed: list[ItemPair] = field(default_factory=list)
    unchanged: list[ItemPair] = field(default_factory=list)


def diff_versions(
    old: Iterable[RoadmapItem], new: Iterable[RoadmapItem]
) -> VersionDiff:
    """Compare the items of a version with those of the version before it.

    Two items are the same if one continues the other. Of the rest, two items are the
    same if their titles are equal apart from case, accents and punctuation, and no
    other item of either version has that title. Each item is in one list of the
    result. If several items continue the same item, the first one is paired with it
    and the others are added.
    """
    old, new = list(old), list(new)
    pairs = _pairs_by_continuation(old, new)
    pairs += _pairs_by_title(_unpaired(old, pairs), _unpaired(new, pairs))
    item_pairs = [
        ItemPair(before, after, tuple(_changes(before, after)))
        for before, after in pairs
    ]
    item_pairs.sort(key=lambda pair: pair.after.order)
    return VersionDiff(
        added=_unpaired(new, pairs),
        removed=_unpaired(old, pairs),
        changed=[pair for pair in item_pairs if pair.changes],
        unchanged=[pair for pair in item_pairs if not pair.changes],
    )


def versions_of_item(
    item: RoadmapItem, series_items: Iterable[RoadmapItem]
) -> list[RoadmapItem]:
    """Return the same item in other versions, oldest first.

    `series_items` are the items of all versions, ordered by version. The item is
    followed from version to version in both directions, until a version lacks it.
    """
    versions = [
        list(items)
        for _roadmap, items in groupby(series_items, lambda row: row.roadmap_id)
    ]
    index = next(n for n, items in enumerate(versions) if item in items)
    earlier = _follow(item, versions[index::-1])
    return [*reversed(earlier), *_follow(item, versions[index:])]


def _follow(
    item: RoadmapItem, versions: Sequence[list[RoadmapItem]]
) -> list[RoadmapItem]:
    """Return the item in each of the following versions, up to one that lacks it."""
    matches = []
    for old, new in pairwise(versions):
        diff = diff_versions(old, new)
        pairs = {
            pair.before.pk: pair.after for pair in (*diff.changed, *diff.unchanged)
        }
        if item.pk not in pairs:
            break
        item = pairs[item.pk]
        matches.append(item)
    return matches


def _pairs_by_continuation(old: list[RoadmapItem], new: list[RoadmapItem]) -> Pairs:
    """Pair items of which one continues the other."""
    links = [
        *((b.order, a.order, a, b) for a in old for b in new if _continues(b, a)),
        *((a.order, b.order, a, b) for a in old for b in new if _continues(a, b)),
    ]
    pairs: Pairs = []
    paired: set[int] = set()
    for _later, _earlier, before, after in sorted(links, key=lambda link: link[:2]):
        if not paired & {before.pk, after.pk}:
            paired |= {before.pk, after.pk}
            pairs.append((before, after))
    return pairs


def _continues(item: RoadmapItem, earlier: RoadmapItem) -> bool:
    return item.continues_id is not None and item.continues_id == earlier.pk


def _pairs_by_title(old: list[RoadmapItem], new: list[RoadmapItem]) -> Pairs:
    """Pair items by titles that are unique in both versions."""
    before, after = _by_unique_title(old), _by_unique_title(new)
    return [(before[title], after[title]) for title in before if title in after]


def _by_unique_title(items: list[RoadmapItem]) -> dict[str, RoadmapItem]:
    titles = [fold(item.title).strip() for item in items]
    counts = Counter(titles)
    return {
        title: item
        for title, item in zip(titles, items, strict=True)
        if title and counts[title] == 1
    }


def _unpaired(items: list[RoadmapItem], pairs: Pairs) -> list[RoadmapItem]:
    """Return the items that are in none of the pairs."""
    paired = {item.pk for pair in pairs for item in pair}
    return [item for item in items if item.pk not in paired]


def _changes(before: RoadmapItem, after: RoadmapItem) -> Iterator[ItemChange]:
    """Yield the differences in theme, time, target and readiness level."""
    labels = {
        "theme": _("theme"),
        "horizon_name": _("horizon"),
        "target_year": _("target year"),
        "target": _("target"),
        "trl": _("readiness level"),
    }
    for name, label in labels.items():
        values = getattr(before, name), getattr(after, name)
        if values[0] != values[1]:
            yield ItemChange(label, *values)
