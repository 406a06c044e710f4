"""python-telegram-bot's face to the network, on one aiohttp session.

Measured (performance.md of the house): sending over httpx costs 1.06 ms of processor time a message, the same over
aiohttp a third, and httpx gets slower the more is under way. The token stands in every address that Telegram has, so
nothing here puts an address into an error or a log.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

JSONDict = dict[str, Any]

CONNECTIONS = 32
"""More than the most that we ever send side by side, so that an answer to a press never waits for a connection."""


class AiohttpRequest(BaseRequest):
    """A pooled client; one for everything that goes out and one for the poller, which holds its connection for long."""

    def __init__(self, *, timeout: float = 10.0, connections: int = CONNECTIONS) -> None:
        self._timeout, self._connections = timeout, connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def renew(self) -> None:
        """Throw every connection away and begin anew; what a wedged pool needs."""
        await self.shutdown()
        await self.initialize()

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """The answer as JSON. The library's own writes what it cannot read to the log, and that may be messages."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("The server's answer is not JSON.")
        return answer

    async def do_request(  # noqa: PLR0917 - the signature is python-telegram-bot's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """One call; the status and the body. NetworkError and TimedOut as PTB expects them, without the address."""
        if self._session is None:
            raise RuntimeError("This request object is not initialised.")
        total = read_timeout if isinstance(read_timeout, int | float) else self._timeout
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=aiohttp.ClientTimeout(total=total)
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"The connection failed ({type(error).__name__}).") from None


def _body(request_data: RequestData | None) -> aiohttp.FormData | None:
    if request_data is None:
        return None
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
