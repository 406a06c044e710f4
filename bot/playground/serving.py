"""Running an ASGI application on a port of this machine, in this event loop, able to break a connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol


class BreakableProtocol(H11Protocol):
    """HTTP that lets the application reach its connection, so that it can break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to the program it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


def break_connection(request: Request) -> None:
    """Cut the connection of a request that came over BreakableProtocol; the client gets no answer."""
    request.state.transport.abort()


@contextlib.asynccontextmanager
async def served(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve while the block runs; its address, without a slash at the end. OSError where the port is taken."""
    # named as TCP, because asyncio turns Nagle's delay off only where it can tell; else each answer takes 40 ms
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        config = uvicorn.Config(
            app, http=BreakableProtocol, ws="none", lifespan="off", log_config=None, access_log=False,
            log_level="critical",
        )  # fmt: skip
        # who still waits at the end waits for nothing; uvicorn's type says whole seconds, its use takes any
        config.timeout_graceful_shutdown = 0.2  # type: ignore[assignment]
        server = QuietServer(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.005)
        try:
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
    finally:
        listening.close()
