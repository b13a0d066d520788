"""Successful and failed sign-ins, read-only, for users who may view them."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class SignInRecordAdmin(admin.ModelAdmin[models.Model]):
    """A list of sign-in records that nobody can change."""

    date_hierarchy = "attempt_time"
    search_fields = ["username", "ip_address"]
    list_display = ["attempt_time", "username", "ip_address", "user_agent"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


@admin.register(AccessLog)
class AccessLogAdmin(SignInRecordAdmin):
    """Successful sign-ins."""

    list_display = [*SignInRecordAdmin.list_display, "logout_time"]
    exclude = ["session_hash"]


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(SignInRecordAdmin):
    """Failed sign-ins."""

    list_display = [*SignInRecordAdmin.list_display, "locked_out"]
    list_filter = ["locked_out"]


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SignInRecordAdmin):
    """Failures that count toward a lockout; deleting one unlocks the user."""

    list_display = [*SignInRecordAdmin.list_display, "failures_since_start"]
    exclude = ["get_data", "post_data"]

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
