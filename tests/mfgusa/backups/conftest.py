import fcntl

import pytest


@pytest.fixture(scope="module", autouse=True)
def turn(tmp_path_factory):
    """Modules take turns: a server that processes share makes one backup at a time."""
    lock = tmp_path_factory.getbasetemp().parent / "backups.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
