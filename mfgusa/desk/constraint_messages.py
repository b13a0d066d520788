"""What the database refuses is said in words, and nothing of it is kept."""

from django.contrib import admin, messages
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponseRedirect

from mfgusa.db.constraint_messages import describe_error


class ConstraintMessageMixin(admin.ModelAdmin):
    """An admin that writes all or nothing, and says which rule stood against it."""

    def changelist_view(self, request, *args, **kwargs):
        return self.or_say_why_not(super().changelist_view, request, *args, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        return self.or_say_why_not(super().changeform_view, request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self.or_say_why_not(super().delete_view, request, *args, **kwargs)

    def or_say_why_not(self, view, request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                connection.check_constraints()  # Those that wait for the commit.
                return response
        except IntegrityError as problem:
            list(messages.get_messages(request))  # Drops “was saved”: it was not.
            self.message_user(request, describe_error(problem), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
