"""Who signed in and who failed to, for those who may view it; nobody edits it."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin


class SignInRecord(admin.ModelAdmin):
    """What was written down at a sign-in; it is read, and never changed."""

    date_hierarchy = "attempt_time"
    search_fields = ["username", "ip_address"]
    list_display = ["attempt_time", "username", "ip_address", "user_agent"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, row=None):
        return False

    def has_delete_permission(self, request, row=None):
        return False


@admin.register(AccessLog)
class SignInAdmin(SignInRecord):
    list_display = [*SignInRecord.list_display, "logout_time"]
    exclude = ["session_hash"]


@admin.register(AccessFailureLog)
class FailureAdmin(SignInRecord):
    list_display = [*SignInRecord.list_display, "locked_out"]
    list_filter = ["locked_out"]


@admin.register(AccessAttempt)
class AttemptAdmin(SignInRecord):
    """The failures that count towards a lock; to delete one is to unlock."""

    list_display = [*SignInRecord.list_display, "failures_since_start"]
    exclude = ["get_data", "post_data"]

    def has_delete_permission(self, request, row=None):
        return admin.ModelAdmin.has_delete_permission(self, request, row)
