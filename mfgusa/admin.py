from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Manufacturing USA: curators")
admin.site.site_title = _("Manufacturing USA")
admin.site.index_title = _("Tables")
