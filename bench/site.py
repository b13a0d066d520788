"""A site of the benchmark's own, as `manage.py run` starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from bench.http_load import http_load
from bench.load import ask

ROOT = Path(__file__).resolve().parent.parent
WEB_PROCESSES, WEB_THREADS = 2, 4  # By default.
COMMAND = [sys.executable, "-W", "ignore", "manage.py", "run"]


DRAWN = [f"/partners/?sector=academia&institutes={n}" for n in range(1, 9)]


def warm_up(url: str) -> None:
    """Let each web process draw once: the library takes a second to load."""
    http_load(url, DRAWN, seconds=20, readers=len(DRAWN))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """Listens on loopback; everything it writes lies in a folder, its log beside it."""

    def __init__(
        self, folder: Path, log: Path, *options: str, **variables: str
    ) -> None:
        port = free_port()
        self.url, self.log = f"http://127.0.0.1:{port}", log
        own = {"DATA_DIR": str(folder), "PORT": str(port)} | variables
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [*COMMAND, *options],
                cwd=ROOT,
                env=os.environ | own,
                stdout=out,
                stderr=out,
            )

    def wait(self, seconds: float = 120) -> "Site":
        """Until it is ready. Ends it and raises RuntimeError if it does not start."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if ask(f"{self.url}/readyz")[0] == 200:
                return self
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The site did not start:\n{self.log.read_text()}")

    def query_counts(self) -> Callable[[], list[int]]:
        """A function that lists the queries of each answer given from now on."""
        start = self.log.stat().st_size

        def read_log() -> list[int]:
            with self.log.open() as log:
                log.seek(start)
                lines = [line for line in log if '"queries":' in line]
            return [json.loads(line)["queries"] for line in lines]

        return read_log

    def worker(self) -> Any:
        """The process that works on long jobs, once it runs."""
        while not (workers := self._children("work")):
            time.sleep(0.05)
        return workers[0]

    def web_processes(self) -> list[Any]:
        """Those that serve."""
        return self._children("mfgusa.server")

    def has_all_threads(self) -> bool:
        """Whether each web process serves, which it does with all its threads."""
        with suppress(psutil.Error):  # One has just ended.
            counts = [process.num_threads() for process in self.web_processes()]
            return len(counts) == WEB_PROCESSES and min(counts) > WEB_THREADS
        return False

    def _children(self, argument: str) -> list[Any]:
        children = []
        for process in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # It has just ended.
                if argument in process.cmdline():
                    children.append(process)
        return children

    def stop(self) -> int:
        """Its exit status after a polite request to end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)
