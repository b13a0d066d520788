from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class SecurityConfig(AppConfig):
    """Signing in, sessions, limits and headers."""

    name = "mfgusa.security"


class CuratorAdminConfig(AdminConfig):
    """Django's admin with `CuratorAdminSite` as its default site."""

    default_site = "mfgusa.security.admin_site.CuratorAdminSite"


class SignInLogConfig(AxesConfig):
    """django-axes, with a name that curators understand."""

    verbose_name = _("Sign-ins")
