"""Saves at the same moment, and saves in any order: nothing that was typed is lost."""

from contextlib import contextmanager
from itertools import count
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from institutes.models import Membership, Partner
from tests.factories import InstituteFactory, MembershipFactory, PartnerFactory
from tests.mfgusa.desk.rows import address, as_posted

CURATORS = ["ada", "bo", "cy"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(CURATORS),
        st.sampled_from(["type", "type", "save", "save", "tick", "add"]),
        st.integers(0, 9),
    ),
    min_size=4,
    max_size=10,
)


def browser(name):
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client


def create_partner():
    """A partner with two memberships."""
    partner = PartnerFactory(key="ge", name="GE", city="Boston")
    for tier in ("Gold", "Silver"):
        MembershipFactory(partner=partner, tier=tier)
    return partner


@pytest.mark.parametrize("field", ["name", "memberships-0-tier"])
def test_of_two_saves_at_the_same_moment_exactly_one_wins(transactional_db, field):
    partner = create_partner()
    page = address(Partner, "change", partner.pk)
    browsers = [browser(name) for name in CURATORS[:2]]
    forms = [as_posted(client.get(page)) for client in browsers]
    typed = [form | {field: f"typed {n}"} for n, form in enumerate(forms)]

    responses = save_at_once(page, browsers, typed)

    assert sorted(response.status_code for response in responses) == [302, 409]
    [winner] = [n for n, r in enumerate(responses) if r.status_code == 302]
    [loser] = [r for r in responses if r.status_code == 409]
    tiers = Membership.objects.order_by("pk").values_list("tier", flat=True)
    saved = [Partner.objects.get().name, *tiers]
    assert f"typed {winner}" in saved
    assert f"typed {1 - winner}" in loser.text


def save_at_once(page, browsers, forms):
    """The responses to forms that are sent while their row is held by another one."""
    responses = [None] * len(forms)
    started = Barrier(len(forms) + 1)

    def save(number):
        started.wait()
        responses[number] = browsers[number].post(page, forms[number])
        connections.close_all()

    threads = [Thread(target=save, args=[number]) for number in range(len(forms))]
    with held_row():
        for thread in threads:
            thread.start()
        started.wait()
        wait_for_waiting(len(forms))
    for thread in threads:
        thread.join(timeout=60)
    return responses


@contextmanager
def held_row():
    with transaction.atomic():
        list(Partner.objects.select_for_update())
        list(Membership.objects.select_for_update())
        yield


def wait_for_waiting(count):
    """Wait until so many connections wait for a lock."""
    waiting = 0
    while waiting < count:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            )
            [waiting] = cursor.fetchone()


class Curator:
    """Somebody with a form of the partner; `page` is the text that they see."""

    def __init__(self, name, partner, texts):
        self.client, self.texts = browser(name), texts
        self.address = address(Partner, "change", partner.pk)
        self.extra = {
            "institute": InstituteFactory().pk,
            "role": "member",
            "source": partner.source_id,
        }
        self.open()

    def open(self):
        self.see(self.client.get(self.address))
        self.typed = set()

    def see(self, response):
        self.page, self.form = response.text, as_posted(response)

    def type(self, number):
        tiers = [name for name in self.form if name.endswith("-tier")]
        kept = [n for n in tiers if n.replace("-tier", "-DELETE") not in self.form]
        fields = ["name", "city", *kept]
        name = fields[number % len(fields)]
        self.typed.discard(self.form[name])
        self.form[name] = f"typed-{next(self.texts):04}"
        self.typed.add(self.form[name])

    def tick(self, number):
        """Tick a row for deletion; what was typed into it goes with it."""
        row = number % max(int(self.form["memberships-INITIAL_FORMS"]), 1)
        if f"memberships-{row}-id" in self.form:
            self.typed.discard(self.form[f"memberships-{row}-tier"])
            self.form[f"memberships-{row}-DELETE"] = "on"

    def add(self, _number):
        """Add a row to the inline."""
        total = int(self.form["memberships-TOTAL_FORMS"])
        row = self.extra | {"tier": f"typed-{next(self.texts):04}"}
        self.form |= {f"memberships-{total}-{name}": row[name] for name in row}
        self.form["memberships-TOTAL_FORMS"] = total + 1
        self.typed.add(row["tier"])

    def save(self, _number):
        before = values()
        response = self.client.post(self.address, self.form)
        lost = before - values()
        assert all(value in self.page for value in lost), "overwritten without a look"
        ticked = sum(name.endswith("-DELETE") for name in self.form)
        assert len(lost) <= len(self.typed) + ticked, "replaced by nothing typed"
        if response.status_code == 302:
            assert self.typed <= values()
            return self.open()
        assert response.status_code == 409, response.context["errors"]
        assert all(text in response.text for text in self.typed), "not shown again"
        assert not lost
        return self.see(response)


def values():
    partner = Partner.objects.get()
    tiers = partner.memberships.values_list("tier", flat=True)
    return {partner.name, partner.city, *tiers}


@settings(
    max_examples=4,
    phases=[Phase.generate],  # To shrink an example would take minutes.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_in_any_order_of_saves_nothing_typed_is_lost_unseen(db, steps):
    with transaction.atomic():
        partner, texts = create_partner(), count()
        curators = {name: Curator(name, partner, texts) for name in CURATORS}
        for name, action, number in steps:
            getattr(curators[name], action)(number)
        for curator in curators.values():
            while curator.typed:  # Whoever was refused saves again.
                curator.save(0)
        transaction.set_rollback(True)
