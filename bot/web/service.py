"""What listens on PORT: Telegram's webhook, `/healthz` for supervisors, `/metrics` for Prometheus.

The webhook answers 200 only once the update is handled, so whatever Telegram has not heard about it sends again.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import StoreError
from bot.telegram.intake import Full, Intake
from bot.web.metrics import metrics_text

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_UPDATE = 1_000_000
"""Bytes; Telegram's updates are a few thousand."""
HANDLED = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the service can be asked about the bot."""

    trouble: Callable[[], Awaitable[str]]
    numbers: Callable[[], Awaitable[dict[str, int]]]


def create_service(intake: Intake, facts: Facts, *, webhook_path: str | None, secret: str | None) -> ASGIApp:
    """The ASGI application.

    Args:
        intake: where updates go.
        facts: health and numbers.
        webhook_path: where Telegram posts; None while polling.
        secret: what Telegram must send along; required with a path.
    """

    async def health(_: Request) -> Response:
        trouble = await facts.trouble()
        return JSONResponse({"ok": not trouble, "reason": trouble or None}, 503 if trouble else 200)

    async def metrics(_: Request) -> Response:
        return Response(metrics_text(await facts.numbers()), media_type="text/plain; version=0.0.4; charset=utf-8")

    others = Starlette(routes=[Route("/healthz", health), Route("/metrics", metrics)])
    if webhook_path is None or not secret:
        return others
    webhook = Webhook(intake, secret)

    async def service(scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"] == webhook_path and scope["method"] == "POST"
        await (webhook if ours else others)(scope, receive, send)

    return service


class Webhook:
    """Telegram's way in. Plain ASGI: nearly all passes by, and Starlette would cost more than the look does."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake, self._secret = intake, secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST: 200 once handled, 503 for "again later", 400, 403 and 413 for what is no update."""
        answer = await self._answer(dict(scope["headers"]), receive)
        if answer is None:
            await send(HANDLED)
            await send({"type": "http.response.body"})
        else:
            await answer(scope, receive, send)

    async def _answer(self, headers: dict[bytes, bytes], receive: Receive) -> Response | None:
        """What to answer; None where it is handled."""
        if not hmac.compare_digest(headers.get(SECRET_HEADER, b""), self._secret):
            return PlainTextResponse("This address is for Telegram.", 403)
        body = await _body(receive)
        if len(body) > LARGEST_UPDATE:
            return PlainTextResponse("An update is smaller than this.", 413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return PlainTextResponse("An update is JSON.", 400)
        if not isinstance(raw, dict):
            return PlainTextResponse("An update is a JSON object.", 400)
        if not self._intake.passes_by(raw):
            try:
                await self._intake.take(raw)
            except (Full, StoreError):
                return PlainTextResponse("Not now; please send it again.", 503, headers={"Retry-After": "5"})
        return None


async def _body(receive: Receive) -> bytes:
    """The body, read no further than just past the largest update. Cut off half-way, it is no JSON."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= LARGEST_UPDATE:
        message = await receive()
        body += message.get("body", b"")
    return body
