from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class CuratorsAdmin(AdminConfig):
    """Django's admin, on a site that may ask for a second factor."""

    default_site = "mfgusa.security.admin_site.CuratorSite"


class SignIns(AxesConfig):
    """What django-axes writes down, under a name that curators understand."""

    verbose_name = _("Sign-ins")
