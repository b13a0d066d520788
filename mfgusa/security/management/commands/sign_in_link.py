import logging
import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mfgusa.security.second_factor import has_second_factor, reset_waits
from mfgusa.security.sign_in_link import build_link
from mfgusa.text import did_you_mean

logger = logging.getLogger("mfgusa.security")


class Command(BaseCommand):
    """Makes a link that signs the owner of an account in, once."""

    help = (
        "Print a link that signs a curator in once, in place of the password. Its "
        "address is SITE_HOST, by default the first of ALLOWED_HOSTS; on a local site "
        "it is localhost and PORT, by default 8000."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the username of an active curator")

    def handle(self, *, name: str, **options: Any) -> None:
        curators = get_user_model().objects.filter(is_active=True, is_staff=True)
        user = curators.filter(username=name).first()
        if user is None:
            guess = did_you_mean(name, curators.values_list("username", flat=True))
            raise CommandError(f"No active curator is named “{name}”.{guess}")
        minutes = settings.PASSWORD_RESET_TIMEOUT // 60
        reset_waits(user)
        self.stdout.write(build_link(user))
        for note in self.notes(user, minutes):
            self.stderr.write(note, style_func=str)
        logger.info("sign-in-link: made for %r", name)

    def notes(self, user: Any, minutes: int) -> Iterator[str]:
        """What whoever passes the link on should know."""
        yield f"Valid once, for {minutes} minutes."
        if has_second_factor(user):
            yield "The code of the second factor is still required."
        is_local = settings.SITE_URL.startswith("http://localhost:")
        if is_local and not os.environ.get("PORT"):
            yield "If the site runs at another port than 8000, set PORT and try again."
