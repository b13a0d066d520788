from django.contrib.auth.management.commands import changepassword


class Command(changepassword.Command):
    """Sets the password of an account; see Django's command of the same name.

    That one advises `migrate` for a database that is not prepared; manage.py says what
    to run instead.
    """

    requires_migrations_checks = False
