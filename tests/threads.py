"""What somebody else does meanwhile, on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def in_thread(call, *args, **kwargs):
    """The result of a call in another thread, which closes its connections."""

    def run():
        try:
            return call(*args, **kwargs)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as executor:
        return executor.submit(run).result()
