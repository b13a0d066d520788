"""Accounts and groups have no history: their forms carry digests instead."""

import json

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone

from tests.mfgusa.desk.edit_conflicts.forms import (
    changes,
    differences,
    form_of,
    save,
    states,
)
from tests.mfgusa.desk.rows import address, as_posted, confirm_deletion, selection_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    names = {"first_name": "Bo", "last_name": "Derek", "email": "bo@example.org"}
    return User.objects.create_user("bo", is_staff=True, password="first", **names)


@pytest.fixture
def permission():
    return Permission.objects.get(codename="change_partner")


@pytest.fixture
def group(permission):
    group = Group.objects.create(name="Editors")
    group.permissions.add(permission)
    return group


def disable(colleague, account):
    posted = form_of(colleague, account)
    del posted["is_active"]
    assert save(colleague, account, posted).status_code == 302


def test_an_older_form_does_not_enable_an_account_again(desk, colleague, account):
    posted = form_of(desk, account)
    disable(colleague, account)

    response = save(desk, account, posted, first_name="Robert")

    assert response.status_code == 409
    assert differences(response) == {
        ("User: bo", "First name"): ("Bo", "Bo", "Robert"),
        ("User: bo", "Active"): ("Yes", "No", "No"),
    }
    assert states(response) == {"User: bo": "changed"}
    assert not User.objects.get(username="bo").is_active
    assert save(desk, account, as_posted(response)).status_code == 302
    account.refresh_from_db()
    assert (account.first_name, account.is_active) == ("Robert", False)


def test_a_field_that_both_changed_shows_both_and_holds_what_was_typed(
    desk, colleague, account
):
    posted = form_of(desk, account)
    save(colleague, account, form_of(colleague, account), first_name="Bob")

    response = save(desk, account, posted, first_name="Robert")

    assert response.status_code == 409
    [line] = differences(response).values()
    assert line == (None, "Bob", "Robert")
    assert "not known" in response.text
    assert 'value="Robert"' in response.text
    assert save(desk, account, as_posted(response)).status_code == 302
    assert User.objects.get(username="bo").first_name == "Robert"


@pytest.mark.parametrize("field", ["user_permissions", "groups"])
def test_an_older_form_of_an_account_gives_back_no_right(
    desk, colleague, account, group, permission, field
):
    account.groups.add(group)
    account.user_permissions.add(permission)
    posted = form_of(desk, account)
    save(colleague, account, form_of(colleague, account) | {field: []})

    response = save(desk, account, posted, first_name="Robert")

    assert response.status_code == 409
    assert not getattr(account, field).exists()
    assert save(desk, account, as_posted(response)).status_code == 302
    assert not getattr(account, field).exists()


def test_an_older_form_of_a_group_gives_back_no_permission(
    desk, colleague, group, permission
):
    posted = form_of(desk, group)
    save(colleague, group, form_of(colleague, group) | {"permissions": []})

    response = save(desk, group, posted, name="Writers")

    assert response.status_code == 409
    line = differences(response)["Group: Editors", "Permissions"]
    assert line == (str(permission), "", "")
    assert save(desk, group, as_posted(response)).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == ("Writers", 0)


def test_two_who_typed_the_same_do_not_meet_a_refusal(desk, colleague, account):
    posted = form_of(desk, account)
    save(colleague, account, form_of(colleague, account), first_name="Robert")

    assert save(desk, account, posted, first_name="Robert ").status_code == 302


def test_a_new_password_refuses_no_form_and_is_not_undone(desk, account):
    posted = form_of(desk, account)
    account.set_password("second")
    account.save()

    assert save(desk, account, posted, first_name="Robert").status_code == 302
    account.refresh_from_db()
    assert account.check_password("second")


def test_no_page_shows_a_password_hash(desk, colleague, account):
    opened = desk.get(address(User, "change", account.pk))
    old_hash = account.password
    account.set_password("second")
    account.save()
    save(colleague, account, form_of(colleague, account), first_name="Bob")

    refused = save(desk, account, as_posted(opened), first_name="Robert")

    assert refused.status_code == 409
    for text in (opened.text, refused.text):
        assert old_hash not in text
        assert account.password not in text


def test_equal_values_of_two_accounts_have_different_digests(desk, account):
    twin = User.objects.create(username="cy", password=account.password)
    digests = [
        json.loads(form_of(desk, user)["_opened"])["state"] for user in (account, twin)
    ]

    assert "password" in digests[0]
    assert {*digests[0].values()}.isdisjoint(digests[1].values())


def test_digests_need_the_secret_key(desk, account, settings):
    before = json.loads(form_of(desk, account)["_opened"])["state"]
    settings.SECRET_KEY = "another"
    desk.force_login(User.objects.get(username="ada"))

    after = json.loads(form_of(desk, account)["_opened"])["state"]

    assert {*before.values()}.isdisjoint(after.values())


@pytest.mark.parametrize(
    "opened",
    [
        "",
        '{"state": 7, "links": {}, "inlines": {}}',
        '{"state": {"is_active": [3]}, "links": {}, "inlines": {}}',
    ],
)
def test_a_form_of_unknown_age_overwrites_nothing(desk, account, opened):
    response = save(desk, account, form_of(desk, account), email="", _opened=opened)

    assert response.status_code == 409
    assert User.objects.get(username="bo").email == "bo@example.org"


def test_when_an_account_signed_in_last_is_not_set_back(desk, account):
    """A link that signs in once is valid until the next sign-in."""
    posted = form_of(desk, account)
    account.last_login = now = timezone.now()
    account.save()

    typed = {"last_login_0": "2020-01-01", "last_login_1": "12:00:00"}
    assert save(desk, account, posted, **typed).status_code == 302
    account.refresh_from_db()
    assert account.last_login == now


def test_what_was_typed_into_a_deleted_account_is_shown(desk, account):
    posted = form_of(desk, account)
    key = account.pk
    account.delete()
    account.pk = key

    response = save(desk, account, posted, first_name="Robert")

    assert response.status_code == 409
    assert differences(response) == {
        (f"User: number {key}", "First name"): (None, None, "Robert")
    }
    assert not User.objects.filter(username="bo").exists()


def test_a_deleted_group_can_be_added_anew(desk, group):
    posted = form_of(desk, group)
    key = group.pk
    group.delete()
    group.pk = key

    response = save(desk, group, posted, name="Writers")

    assert response.status_code == 409
    again = desk.post(address(Group, "add"), as_posted(response))
    assert again.status_code == 302
    assert Group.objects.get().permissions.count() == 1


def test_an_account_that_was_changed_meanwhile_is_not_deleted_unseen(
    desk, colleague, account
):
    page = address(User, "delete", account.pk)
    posted = {"post": "yes", "_opened": desk.get(page).context["opened"]}
    save(colleague, account, form_of(colleague, account), first_name="Bob")

    response = desk.post(page, posted)

    assert response.status_code == 409
    assert "Somebody changed this since you opened the page" in response.text
    assert changes(response) == {("User: bo", "First name"): (None, "Bob")}
    assert User.objects.filter(username="bo").exists()
    assert confirm_deletion(desk, account).status_code == 302
    assert not User.objects.filter(username="bo").exists()


def test_selected_accounts_that_were_changed_meanwhile_are_not_deleted_unseen(
    desk, colleague, account
):
    page = address(User, "changelist")
    posted = selection_of(desk, account)
    save(colleague, account, form_of(colleague, account), first_name="Bob")

    response = desk.post(page, posted)
    assert response.status_code == 409
    assert changes(response) == {("User: bo", "First name"): (None, "Bob")}
    assert User.objects.filter(username="bo").exists()
    assert desk.post(page, selection_of(desk, account)).status_code == 302
    assert not User.objects.filter(username="bo").exists()
