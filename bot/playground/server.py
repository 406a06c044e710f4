"""The HTTP face of the simulated Bot API: /bot<token>/<method>.

Every request is logged, held against the specification, struck by the faults that a script set, and only then done.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.playground.bodies import File, read_body
from bot.playground.calls import Call, Calls
from bot.playground.faults import Fault, Faults
from bot.playground.limits import SendingLimits
from bot.playground.methods import METHODS, Desk
from bot.playground.queue import HungUp, UpdateQueue
from bot.playground.refusals import JSON, Refused, bad, too_many
from bot.playground.spec import Spec
from bot.playground.webhook import Webhook
from bot.playground.world import World

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
EPHEMERAL = {"ephemeral ignored": "ignored", "ephemeral refused": "refused"}


class BotApi:
    """Answers the bot's requests.

    Args:
        token: the one token that is known.
        limits: enforce Telegram's sending limits, or None.
        drop: breaks a request's connection without an answer.
    """

    def __init__(
        self,
        *,
        world: World,
        queue: UpdateQueue,
        webhook: Webhook,
        faults: Faults,
        calls: Calls,
        token: str,
        limits: SendingLimits | None,
        drop: Callable[[Request], None],
    ) -> None:
        self._world, self._queue, self._webhook = world, queue, webhook
        self._faults, self._calls, self._token, self._limits, self._drop = faults, calls, token, limits, drop
        self._spec = Spec()
        self.changed: Callable[[], None] = lambda: None

    def routes(self) -> list[Route]:
        """For a Starlette application."""
        return [Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])]

    async def _serve(self, request: Request) -> Response:
        token = request.path_params["token"]
        if token != self._token:
            known = TOKEN.fullmatch(token) is not None
            return _refusal(Refused(401, "Unauthorized") if known else Refused(404, "Not Found"))
        try:
            method = self._spec.name(request.path_params["method"])
            given, files = await _read(request)
        except Refused as refused:
            return _refusal(refused)
        call = self._calls.begin(method, given, files)
        self.changed()
        try:
            return await self._with_faults(request, call)
        finally:
            call.ended = time.monotonic()
            self.changed()

    async def _with_faults(self, request: Request, call: Call) -> Response:
        fault = self._faults.strike(call.method, call.given)
        kind = fault.kind if fault else ""
        call.fault = kind
        if fault and (told := self._instead(fault)):
            return self._answer(call, told)
        match kind:
            case "drop before":
                return self._broken(request)
            case "bad gateway":
                call.status = 502
                return PlainTextResponse("<html><h1>502 Bad Gateway</h1></html>", 502, media_type="text/html")
            case "hang":
                await request.receive()  # the body is read, so what comes next is the end of the connection
                return self._broken(request)
        try:
            told = await self._do(call, EPHEMERAL.get(kind, "honoured"))
        except HungUp:
            return self._broken(request)
        match kind:
            case "drop after":
                return self._broken(request)
            case "nonsense":
                call.status = 200
                return PlainTextResponse('{"ok":true,"result":', media_type="application/json")
            case "slow" if fault:
                await asyncio.sleep(fault.seconds)
        return self._answer(call, told)

    def _instead(self, fault: Fault) -> Refused | None:
        if fault.kind == "too many":
            return too_many(self._faults.wait_asked(fault))
        if fault.kind == "refuse":
            return Refused(fault.code, fault.description, fault.parameters)
        return None

    async def _do(self, call: Call, ephemeral: str) -> Any:
        """The result, or the Refused."""
        try:
            values = self._spec.check(call.method, call.given, call.files)
            _describe_files(values, call.files)
            if self._limits and call.method.startswith("send") and (late := self._limits.take(str(values["chat_id"]))):
                raise late
            desk = Desk(self._world, self._queue, self._webhook, ephemeral)
            result = METHODS[call.method](desk, values)
            if inspect.isawaitable(result):
                result = await result
        except Refused as refused:
            return refused
        call.done = True
        return result

    def _answer(self, call: Call, told: Any) -> Response:
        if isinstance(told, Refused):
            call.status, call.answer = told.code, told.answer()
            return _refusal(told)
        # a copy: what is logged and sent must not change when the message does
        call.status, call.answer = 200, json.loads(json.dumps({"ok": True, "result": told}))
        return JSONResponse(call.answer)

    def _broken(self, request: Request) -> Response:
        self._drop(request)
        return Response(status_code=500)


def _refusal(refused: Refused) -> JSONResponse:
    wait = (refused.parameters or {}).get("retry_after")
    return JSONResponse(refused.answer(), refused.code, headers={"Retry-After": str(wait)} if wait else None)


def _describe_files(values: JSON, files: dict[str, File]) -> None:
    """Put an uploaded file's name and size beside the parameter that it is; a String names a file sent before."""
    for name in ("document", "photo"):
        given = str(values.get(name, ""))
        if given.startswith("attach://"):
            file = files.get(given.removeprefix("attach://"))
            if file is None or not file.content:
                raise bad("file must be non-empty")
            values |= {f"{name} name": file.name, f"{name} size": len(file.content)}


async def _read(request: Request) -> tuple[JSON, dict[str, File]]:
    """Parameters and files, from the address and whichever kind of body there is."""
    given, files = read_body(request.headers.get("content-type", ""), await request.body())
    return dict(request.query_params) | given, files
