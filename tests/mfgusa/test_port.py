"""Why the site cannot listen: each line names the variable that is wrong."""

import socket

import pytest

from mfgusa.management.port import why_not_free


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_a_host_of_another_machine_is_not_blamed_on_the_port(host):
    reason = why_not_free(host, 0)

    assert reason.startswith(f"HOST={host} cannot be used: ")
    assert "PORT" not in reason


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        assert why_not_free("127.0.0.1", port) == (
            f"Port {port} cannot be used: Address already in use. "
            "Try another: PORT=8001 make run"
        )
