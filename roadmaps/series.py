"""Versions of one roadmap side by side: what was added, dropped, moved and kept."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from mfgusa.catalogue.search.folding import fold


@dataclass(frozen=True)
class Change:
    """What of an item is another in the later version: from what to what."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class Pair:
    """One item in two versions; without changes it was kept as it was."""

    before: object
    after: object
    changes: tuple[Change, ...] = ()


@dataclass
class Difference:
    """What became of the items of a version in the one after it."""

    added: list = field(default_factory=list)
    dropped: list = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)
    kept: list[Pair] = field(default_factory=list)


def difference(old, new):
    """How the items of a version differ from those of the one before it.

    An item is the same when it continues the older one; of the rest, when its title is
    the same but for case, accents and signs, and no other of either version has it.
    Each item is in one list of the answer; of several that continue one item, the first
    does and the others are added.
    """
    pairs = _continued(old, new)
    pairs += _namesakes(_less(old, pairs), _less(new, pairs))
    told = [Pair(a, b, tuple(_changes(a, b))) for a, b in pairs]
    told.sort(key=lambda pair: pair.after.order)
    return Difference(
        added=_less(new, pairs),
        dropped=_less(old, pairs),
        moved=[pair for pair in told if pair.changes],
        kept=[pair for pair in told if not pair.changes],
    )


def same_items(item, every):
    """The same item in other versions, of the items of all versions in their order.

    It is followed from version to version, in both directions.
    """
    versions = [list(rows) for _key, rows in groupby(every, lambda one: one.roadmap_id)]
    place = next(n for n, rows in enumerate(versions) if item in rows)
    earlier = _followed(item, versions[place::-1])
    return [*reversed(earlier), *_followed(item, versions[place:])]


def _followed(item, versions):
    """What becomes of an item from version to version, until one does not have it."""
    found = []
    for one, other in pairwise(versions):
        told = difference(one, other)
        pairs = {pair.before.pk: pair.after for pair in (*told.moved, *told.kept)}
        if item.pk not in pairs:
            break
        item = pairs[item.pk]
        found.append(item)
    return found


def _continued(old, new):
    """Pairs of which one item says that it continues the other."""
    links = [
        *((b.order, a.order, a, b) for a in old for b in new if _goes_on(a, b)),
        *((a.order, b.order, a, b) for a in old for b in new if _goes_on(b, a)),
    ]
    pairs, taken = [], set()
    for _later, _earlier, before, after in sorted(links, key=lambda link: link[:2]):
        if not taken & {before.pk, after.pk}:
            taken |= {before.pk, after.pk}
            pairs.append((before, after))
    return pairs


def _goes_on(before, after):
    return after.continues_id is not None and after.continues_id == before.pk


def _namesakes(old, new):
    """Pairs of the same title, where it is the only one of its version."""
    before, after = (_by_title(items) for items in (old, new))
    return [(before[title], after[title]) for title in before if title in after]


def _by_title(items):
    titles = [fold(item.title).strip() for item in items]
    once = Counter(titles)
    named = zip(titles, items, strict=True)
    return {title: item for title, item in named if title and once[title] == 1}


def _less(items, pairs):
    """The items that are in none of the pairs."""
    paired = {item.pk for pair in pairs for item in pair}
    return [item for item in items if item.pk not in paired]


def _changes(before, after):
    """What moved of an item: its lane, its time, its target, its readiness."""
    names = {
        "theme": _("theme"),
        "horizon_name": _("horizon"),
        "target_year": _("target year"),
        "target": _("target"),
        "trl": _("readiness level"),
    }
    for name, words in names.items():
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            yield Change(words, one, other)
