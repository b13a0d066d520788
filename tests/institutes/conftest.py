from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction


@pytest.fixture
def elsewhere():
    """Runs a function in a transaction of its own, on a connection of its own."""

    def commit(write):
        try:
            with transaction.atomic():
                write()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        yield lambda write: thread.submit(commit, write)
