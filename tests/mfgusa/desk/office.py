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
from tests.addresses import named_patterns
from tests.mfgusa.desk.plans import upload

OF_A_ROW = ("change", "history", "delete", "password_change", "config", "qrcode")
OF_AN_IMPORT = ("progress", "errors", "commit", "again", "undo")


def furnish(desk):
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
        f"{one.opts.app_label}_{one.opts.model_name}": one
        for one in admin.site._registry.values()
    }
    for full, _path in named_patterns():
        space, _, name = full.partition(":")
        if space == "admin":
            own = (one for one in tables if name.startswith(f"{one}_"))
            table = next(own, "")
            page = name.removeprefix(f"{table}_")
            yield full, reverse(full, args=arguments(page, tables.get(table)))


def arguments(page, table):
    """What stands in the address of a page, in its order."""
    if page == "view_on_site":
        one = Institute.objects.first()
        return [ContentType.objects.get_for_model(one).pk, one.pk]
    if page == "app_list":
        return ["institutes"]
    if table is None:
        return []
    if page in OF_A_ROW:
        return [fullest(table)]
    planned = Proposal.objects.get(file_name="partners.csv").pk
    if page in OF_AN_IMPORT:
        return [planned]
    return [planned, 1] if page == "row" else []


def fullest(table):
    """The key of a row; where its page shows parts, of the row that has most."""
    rows = table.model._default_manager.order_by("pk")
    for part in table.inlines:
        links = table.model._meta.related_objects
        [link] = [one for one in links if one.related_model is part.model]
        counted = rows.annotate(parts=Count(link.name)).order_by("-parts", "pk")
        return counted.values_list("pk", flat=True).first()
    return rows.values_list("pk", flat=True).first()
