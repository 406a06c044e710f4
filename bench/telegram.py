"""A Bot API on loopback that costs little and refuses nothing: it hands out updates and notes what was sent.

The playground's simulator plays Telegram's rules; this only has to be faster than the bots that it serves, whose own
processor time is what counts.
"""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any

from aiohttp import ClientSession, TCPConnector, web

TOKEN = "7000000001:AAExampleExampleExampleExampleExample"  # noqa: S105 - made up
SECRET = "example-secret-of-the-bench"  # noqa: S105 - made up
BATCH = 100
SIDE_BY_SIDE = 8
"""Webhook calls under way at once."""
ME = {"id": 7_000_000_001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
ME |= {"can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}


class Telegram:
    """Serves one bot. `give` hands out updates by polling, `post` by webhook; both return once they are confirmed."""

    def __init__(self) -> None:
        self._updates: list[bytes] = []
        self._first = 1
        self._news, self._confirmed, self.polled = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.hook = ""
        self.hooked = asyncio.Event()
        self.sent = 0
        self._all_sent = asyncio.Event()
        self._awaited = 0
        self.url = ""

    async def __aenter__(self) -> Telegram:
        application = web.Application()
        application.router.add_route("*", "/{bot}/{method}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def give(self, updates: list[dict[str, Any]]) -> None:
        """Hand these out in batches; wait until the last is confirmed."""
        self._first = updates[0]["update_id"]
        self._updates = [json.dumps(update).encode() for update in updates]
        self._confirmed.clear()
        self._news.set()
        await self._confirmed.wait()

    async def post(self, updates: list[dict[str, Any]]) -> None:
        """Post these to the bot's webhook, several side by side; wait until each was answered with 200."""
        bodies = iter([json.dumps(update).encode() for update in updates])
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}

        async def some(session: ClientSession) -> None:
            for body in bodies:
                async with session.post(self.hook, data=body, headers=headers) as answer:
                    assert answer.status == 200

        async with ClientSession(connector=TCPConnector(limit=SIDE_BY_SIDE)) as session:
            await asyncio.gather(*(some(session) for _ in range(SIDE_BY_SIDE)))

    async def until_sent(self, number: int) -> None:
        """Wait until the bot has sent so many messages in all."""
        self._awaited = number
        self._all_sent.clear()
        if self.sent < number:
            await self._all_sent.wait()

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = {**request.query, **await request.post()}
        if method == "getUpdates":
            return _ok(b"[" + b",".join(await self._next(given)) + b"]")
        result: Any = True
        if method == "getMe":
            result = ME
        elif method == "setWebhook":
            self.hook = str(given["url"])
            self.hooked.set()
        elif method == "getChatMember":
            result = {"status": "member", "user": ME}
        elif method == "sendMessage":
            chat = {"id": int(str(given["chat_id"])), "type": "supergroup", "title": "Records team"}
            self.sent += 1
            result = {"message_id": 1_000_000 + self.sent, "date": 1_790_000_000, "chat": chat, "text": given["text"]}
            if self.sent >= self._awaited:
                self._all_sent.set()
        return _ok(json.dumps(result).encode())

    async def _next(self, given: dict[str, Any]) -> list[bytes]:
        self.polled.set()
        place = max(0, int(given.get("offset", 0)) - self._first)
        if place >= len(self._updates):
            self._confirmed.set()
            self._news.clear()
            try:
                async with asyncio.timeout(float(given.get("timeout", 0))):
                    await self._news.wait()
            except TimeoutError:
                return []
            place = max(0, int(given.get("offset", 0)) - self._first)
        return self._updates[place : place + BATCH]


def _ok(result: bytes) -> web.Response:
    return web.Response(body=b'{"ok":true,"result":' + result + b"}", content_type="application/json")
