import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mfgusa.security.second_factor import reset_waits
from mfgusa.security.sign_in_link import build_link
from mfgusa.text import did_you_mean

logger = logging.getLogger("mfgusa.security")


class Command(BaseCommand):
    """Makes a link that signs the owner of an account in, once."""

    help = "Print a link that signs a curator in once, in place of the password."

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
        self.stderr.write(
            f"It signs {name} in once, in the next {minutes} minutes. A second factor "
            "is still asked for."
        )
        logger.info("sign-in-link: made for %r", name)
