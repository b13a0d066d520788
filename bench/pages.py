"""The page that shows a plan: how large it is, and how long it takes."""

from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

TIMES = 5


class Page(NamedTuple):
    """The worst of some pages: bytes of HTML, and the median of seconds."""

    size: int
    seconds: float
    count: int


def curator() -> Any:
    """A browser with a superuser in it."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    people = get_user_model().objects
    user = people.filter(username="bench").first() or people.create_superuser("bench")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def worst(proposal: int) -> Page:
    """The largest and the slowest of the pages of a plan, which may be two."""
    from django.urls import reverse

    from mfgusa.proposals.models import Proposal

    client = curator()
    address = reverse("admin:proposals_proposal_change", args=[proposal])
    queries = list(addresses(Proposal.objects.get(pk=proposal)))
    client.get(address)  # What is compiled only once.
    seen = [look(client, address + query) for query in queries]
    return Page(max(s for s, _ in seen), max(t for _, t in seen), len(seen))


def addresses(proposal: Any) -> Any:
    """First, middle and last page of all changes, of each action and each table."""
    from mfgusa.desk.row_filter import PAGE

    plans = {f"table={name}": sum(c.values()) for name, c in proposal.counts.items()}
    plans |= {f"action={a}": proposal.count(a) for a in ("create", "update")}
    for choice, rows in {"action=changes": proposal.changes, **plans}.items():
        last = max(1, -(-rows // PAGE))
        for page in sorted({1, (last + 1) // 2, last}):
            yield f"?{choice}&page={page}"


def look(client: Any, address: str) -> tuple[int, float]:
    """Bytes and seconds of one page. Raises AssertionError when it has no rows."""
    times = []
    for _ in range(TIMES):
        start = perf_counter()
        response = client.get(address)
        times.append(perf_counter() - start)
        assert response.status_code == 200, (address, response.status_code)
    return len(response.content), median(times)
