"""Whether the site can listen where it is told to: `python -m mfgusa.management.port`.

`make run` asks it before anything is installed, so it needs nothing but Python.
"""

import errno
import os
import socket
import sys

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000


def why_not_free(host: str, port: int) -> str:
    """Why nothing can listen at a port, in one line; empty if something can."""
    try:
        bound_socket(host, port).close()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        if is_host_at_fault(problem):
            return (
                f"HOST={host} cannot be used: {reason}. It is no address of this "
                f"machine; leave HOST out for {DEFAULT_HOST}."
            )
        return f"Port {port} cannot be used: {reason}. Try another: PORT=8001 make run"
    return ""


def is_host_at_fault(problem: OSError) -> bool:
    """Whether an address cannot be used whatever its port."""
    is_elsewhere = problem.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
    return is_elsewhere or isinstance(problem, socket.gaierror)


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket that has an address, but does not listen yet. Raises OSError."""
    result = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        result.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        result.bind((host, port))
    except OSError:
        result.close()
        raise
    return result


def is_listening(listener: socket.socket) -> bool:
    """Whether a process listens on a socket, this one or another that shares it."""
    return bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def main() -> None:
    """Look at HOST and PORT; exit with status 1 and one line if they cannot be used."""
    host = os.environ.get("HOST") or DEFAULT_HOST
    port = os.environ.get("PORT", "").strip() or str(DEFAULT_PORT)
    if not (port.isdecimal() and 1 <= int(port) <= 65_535):
        sys.exit(f"PORT={port!r} should be a whole number from 1 to 65535.")
    sys.exit(why_not_free(host, int(port)) or None)


if __name__ == "__main__":
    main()
