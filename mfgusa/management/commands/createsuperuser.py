from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    """Makes an account with all rights; see Django's command of the same name.

    That one advises `migrate` for a database that is not prepared; manage.py says what
    to run instead.
    """

    requires_migrations_checks = False
