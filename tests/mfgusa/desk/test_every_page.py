"""Every page of the admin, whatever it is: who gets to see it, and who may post."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import get_resolver

from tests.addresses import named_patterns
from tests.mfgusa.desk.rows import MODELS, address, create

# To anybody; they hold nothing.
OPEN = {"login", "logout", "jsi18n", "sign_in_link"}
OWN = {
    *("index", "password_change", "password_change_done", "second_factor"),
    "sessions",
}
PAGES = ("changelist", "add", "change", "history", "delete", "export", "import")
ALLOWED = {
    "": set(),
    "view": {"changelist", "change", "history", "export"},
    "add change view": set(PAGES) - {"delete"},
    "add change delete view": set(PAGES),
}


def example(path):
    """An address of a path; where a row is meant it is number 1."""
    for typed in ("<path:object_id>", "<int:pk>", "<int:position>", "<id>"):
        path = path.replace(typed, "1")
    return "/admin/" + path.replace("<int:content_type_id>/<path:object_id>", "1/1")


def every():
    """All pages by address; the one of an app has a pattern instead."""
    urls = {example(path): name for name, path in named_patterns(admin.site.get_urls())}
    patterns = [address for address in urls if "(?P" in address]
    for pattern in patterns:
        urls["/admin/institutes/"] = urls.pop(pattern)
    return sorted(urls.items())


EVERY = every()
CLOSED = [address for address, name in EVERY if name not in OPEN]


def test_the_walk_finds_the_pages():
    assert get_resolver().resolve("/admin/institutes/partner/")
    assert len(CLOSED) > 200
    assert "/admin/institutes/partner/export/" in CLOSED
    assert "/admin/proposals/proposal/1/commit/" in CLOSED
    assert "/admin/axes/accesslog/" in CLOSED


@pytest.mark.parametrize("who", ["nobody", "a visitor with an account", "has left"])
def test_strangers_are_led_to_the_sign_in_from_every_page(client, db, who):
    if who != "nobody":
        left = who == "has left"
        client.force_login(User.objects.create_user("bo", is_staff=left))
        User.objects.update(is_active=not left)
    for page in CLOSED:
        for response in (client.get(page), client.post(page)):
            assert response.status_code == 302, page
            assert response["Location"].startswith("/admin/login/?next="), page


def test_a_curator_without_rights_gets_no_page_and_changes_nothing(client, db):
    client.force_login(User.objects.create_user("bo", is_staff=True))
    for page, name in EVERY:
        if name not in OPEN | OWN:
            assert client.get(page).status_code in (302, 403, 404, 405), page
            assert client.post(page).status_code in (302, 403, 404, 405), page


def test_no_page_of_the_admin_takes_a_post_from_elsewhere(db, curator):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(curator)
    for page, _name in EVERY:
        assert strict.post(page, {"username": "ada"}).status_code == 403, page


@pytest.fixture
def person(db):
    return User.objects.create_user("bo", is_staff=True)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_right_opens_its_pages_and_no_others(client, person, model):
    [row] = create(model, 1)
    name = model._meta.model_name
    client.force_login(person)
    for rights, allowed in ALLOWED.items():
        names = [f"{right}_{name}" for right in rights.split()]
        person.user_permissions.set(Permission.objects.filter(codename__in=names))
        for page in PAGES:
            is_open = page in allowed
            if is_open and len(rights) > len("add change view"):
                continue  # Another test opens them all as the superuser.
            of_row = [row.pk] if page in ("change", "history", "delete") else []
            status = client.get(address(model, page, *of_row)).status_code
            assert status == (200 if is_open else 403), (rights, page)


@pytest.mark.parametrize("rights", ["view", "add change view"])
def test_what_one_may_not_do_no_form_does(client, person, rights):
    model = MODELS[0]
    [row] = create(model, 1)
    names = [f"{right}_{model._meta.model_name}" for right in rights.split()]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)
    before = model.objects.values().get()
    posted = {name: value for name, value in before.items() if value is not None}
    chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}

    client.post(address(model, "changelist"), chosen)
    deleted = client.post(address(model, "delete", row.pk), {"post": "yes"})
    if rights == "view":
        changed = client.post(address(model, "change", row.pk), posted)
        assert changed.status_code == 403
        assert client.post(address(model, "add"), posted).status_code == 403

    assert deleted.status_code == 403
    assert model.objects.values().get() == before


@pytest.mark.parametrize("mine", ["is_superuser", "user_permissions"])
def test_who_may_edit_tables_gives_themselves_no_rights(client, person, mine):
    person.user_permissions.set(
        Permission.objects.filter(content_type__app_label="institutes")
    )
    client.force_login(person)
    page = f"/admin/auth/user/{person.pk}/change/"

    assert client.post(page, {"username": "bo", mine: "1"}).status_code == 403
    assert not User.objects.get().is_superuser
