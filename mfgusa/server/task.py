"""A request that a thread works on, and one that is refused because none can."""

from waitress.task import WSGITask
from waitress.utilities import Error

RETRY_AFTER = 5  # Seconds.


class PageTask(WSGITask):
    """An answer of the application, with the framing of HTTP/1.1.

    Waitress leaves it to the application to send no body to HEAD, and closes the
    connection after each answer without a length, as after 304 or a chunked one.
    """

    chunked_response = False

    @property
    def is_head(self) -> bool:
        return bool(self.request.command == "HEAD")

    def execute(self) -> None:
        """Answer, and log errors of the disk: waitress blames the client for them."""
        try:
            super().execute()
        except OSError:
            self.logger.exception("No answer to %s", self.request.path)
            raise

    def write(self, data: bytes) -> None:
        super().write(b"" if self.is_head else data)

    def build_response_header(self) -> bytes:
        if self.channel.server.is_stopping:
            super().set_close_on_finish()
        header: bytes = super().build_response_header()
        self.chunked_response = self.chunked_response and not self.is_head
        return header

    def set_close_on_finish(self) -> None:
        """Keep a connection whose answer ends clearly: by a last chunk, or at once."""
        ends_clearly = self.chunked_response or not self.has_body
        is_asked = self.version != "1.1" or self.request.connection_close
        if is_asked or not ends_clearly:
            super().set_close_on_finish()


class Busy(Error):
    """The answer to a request for which there is no room."""

    code = 503
    reason = "Service Unavailable"

    def __init__(self) -> None:
        super().__init__("The site is busy. Please try again in a few seconds.")

    def to_response(
        self, ident: str | None = None
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        status, headers, _body = super().to_response(ident)
        headers = [*headers, ("Retry-After", str(RETRY_AFTER))]
        headers.append(("Cache-Control", "no-store"))
        return status, headers, f"{self.body}\n".encode()
