"""The memory of a process; run as a program, that of the sets of the partners.

It prints the bytes that a process has more when it has them and has counted all facets.
"""

import json
import subprocess
import sys
from pathlib import Path

import django


def resident_bytes(process: int | str = "self") -> int:
    """The memory that a process has now."""
    return _bytes(process, "VmRSS")


def peak_bytes(process: int | str = "self") -> int:
    """The most memory that a process has had."""
    return _bytes(process, "VmHWM")


def _bytes(process: int | str, name: str) -> int:
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    lines = dict(line.split(":", 1) for line in status if ":" in line)
    return 1024 * int(lines[name].split()[0])


def bytes_of_facet_index() -> int:
    """What the sets of the partners take in a new process."""
    program = [sys.executable, "-m", "bench.memory"]
    result = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True)
    count: int = json.loads(result.stdout)
    return count


def main() -> None:
    django.setup()
    from bench.facets import count_facets, new_filterset
    from institutes.models import Partner

    new_filterset("")
    Partner.objects.first()  # What any process has: a connection, and the ORM at work.
    before = resident_bytes()
    count_facets(new_filterset(""))
    sys.stdout.write(json.dumps(resident_bytes() - before))


if __name__ == "__main__":
    main()
