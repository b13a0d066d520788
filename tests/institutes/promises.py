"""What the database says at commit, asked for earlier."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction


@contextmanager
def accepted():
    """What happens inside may be committed, on top of what stands before it."""
    connection.check_constraints()  # Else what made the rows is asked again after it.
    with transaction.atomic():
        yield
        connection.check_constraints()


@contextmanager
def refused(sentence):
    """What happens inside is refused, at the latest when it would be committed."""
    with pytest.raises(IntegrityError, match=sentence), accepted():
        yield
