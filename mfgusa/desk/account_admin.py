"""The admin of accounts and groups: Django's, with older forms refused."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from mfgusa.desk.constraint_messages import ConstraintMessageMixin
from mfgusa.desk.edit_conflicts.mixin import EditConflictMixin
from mfgusa.security.password_forms import AccountPasswordForm

admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(ConstraintMessageMixin, EditConflictMixin, UserAdmin[User]):
    """Accounts; when they signed in last is for nobody to change."""

    change_form_template = "admin/auth/user/change_form.html"
    change_password_form = AccountPasswordForm
    readonly_fields = ("last_login", "date_joined")

    def can_add_again(self, request: HttpRequest) -> bool:
        """No: what the form holds is an account without its password."""
        return False


@admin.register(Group)
class AccountGroupAdmin(ConstraintMessageMixin, EditConflictMixin, GroupAdmin):
    """Groups of accounts, and their permissions."""
