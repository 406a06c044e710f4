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

from bot.errors import StoreError
from bot.telegram.intake import Full, Intake
from bot.web.metrics import metrics_text

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
LARGEST_UPDATE = 1_000_000
"""Bytes; Telegram's updates are a few thousand."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the service can be asked about the bot."""

    trouble: Callable[[], Awaitable[str]]
    numbers: Callable[[], Awaitable[dict[str, int]]]


def create_service(intake: Intake, facts: Facts, *, webhook_path: str | None, secret: str | None) -> Starlette:
    """The ASGI application.

    Args:
        intake: where updates go.
        facts: health and numbers.
        webhook_path: where Telegram posts; None while polling.
        secret: what Telegram must send along; required with a path.
    """

    async def webhook(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("This address is for Telegram.", 403)
        if int(request.headers.get("content-length") or LARGEST_UPDATE) > LARGEST_UPDATE:
            return PlainTextResponse("An update is smaller than this.", 413)
        try:
            raw = json.loads(await request.body())
        except ValueError:
            return PlainTextResponse("An update is JSON.", 400)
        if not isinstance(raw, dict):
            return PlainTextResponse("An update is a JSON object.", 400)
        if intake.passes_by(raw):
            return Response()
        try:
            await intake.take(raw)
        except (Full, StoreError):
            return PlainTextResponse("Not now; please send it again.", 503, headers={"Retry-After": "5"})
        return Response()

    async def health(_: Request) -> Response:
        trouble = await facts.trouble()
        return JSONResponse({"ok": not trouble, "reason": trouble or None}, 503 if trouble else 200)

    async def metrics(_: Request) -> Response:
        return Response(metrics_text(await facts.numbers()), media_type="text/plain; version=0.0.4; charset=utf-8")

    routes = [Route("/healthz", health), Route("/metrics", metrics)]
    if webhook_path is not None:
        routes.insert(0, Route(webhook_path, webhook, methods=["POST"]))
    return Starlette(routes=routes)
