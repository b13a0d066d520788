"""Every page of the admin at an address that shows something, on the real facts."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

from institutes.models import Institute
from mfgusa.proposals.models import Proposal
from mfgusa.security.sign_in_link import tokens
from tests.addresses import named_patterns
from tests.mfgusa.desk.plans import upload

ROW_PAGES = ("change", "history", "delete", "password_change", "config", "qrcode")
IMPORT_PAGES = ("progress", "errors", "commit", "again", "undo")


def create_admin_rows(desk):
    """Two rows of each table that facts do not fill, and an import with an error."""
    upload(desk, b"key,name,sector\nacme,Acme,industri\nbolt,Bolt,academia\n")
    for name in ("bo", "cy"):
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.create(name=name))
        StaticDevice.objects.create(user=user, name=name)
        TOTPDevice.objects.create(user=user, name=name)
        DBTaskResult.objects.create(args_kwargs={"args": [], "kwargs": {}})
        AccessLog.objects.create(username=name)
        AccessFailureLog.objects.create(username=name)
        AccessAttempt.objects.create(username=name, failures_since_start=1)


def pages():
    """The name and an address of each named pattern of the admin."""
    tables = {
        f"{table.opts.app_label}_{table.opts.model_name}": table
        for table in admin.site._registry.values()
    }
    for full, _path in named_patterns():
        space, _, name = full.partition(":")
        if space == "admin":
            matches = (prefix for prefix in tables if name.startswith(f"{prefix}_"))
            table = next(matches, "")
            page = name.removeprefix(f"{table}_")
            yield full, reverse(full, args=url_arguments(page, tables.get(table)))


def url_arguments(page, table):
    """What stands in the address of a page, in its order."""
    if page == "view_on_site":
        institute = Institute.objects.first()
        return [ContentType.objects.get_for_model(institute).pk, institute.pk]
    if page == "app_list":
        return ["institutes"]
    if table is None:
        return account_arguments(page)
    if page in ROW_PAGES:
        return [row_with_most_parts(table)]
    planned = Proposal.objects.get(file_name="partners.csv").pk
    if page in IMPORT_PAGES:
        return [planned]
    return [planned, 1] if page == "row" else []


def account_arguments(page):
    """What stands in the address of a page about an account."""
    user = User.objects.get(username="bo")
    arguments = {
        "user_sessions": [user.pk],
        "sign_in_link": [user.pk, tokens.make_token(user)],
    }
    return arguments.get(page, [])


def row_with_most_parts(table):
    """The key of a row; where its page shows parts, of the row that has most."""
    rows = table.model._default_manager.order_by("pk")
    for part in table.inlines:
        links = table.model._meta.related_objects
        [link] = [link for link in links if link.related_model is part.model]
        counted = rows.annotate(parts=Count(link.name)).order_by("-parts", "pk")
        return counted.values_list("pk", flat=True).first()
    return rows.values_list("pk", flat=True).first()
