"""The playground: one page that shows the simulated chat, plays its people, and shows what the bot recorded.

    app = create_app(simulator, acknowledgements=rows, look=look)

`acknowledgements` is awaited for the records as the export gives them; `look` is given a sentence and says what it
would trigger: {"matches": [{"rule", "title", "start", "end", "why"}, …], "silenced": [sentence, …],
"microseconds": number}. The simulator must be open and should have at least one group. The page is static files; all
that it shows comes as JSON from /api and is put on the page as text, never as markup.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.cast import Chat, Person
from bot.playground.control import plain
from bot.playground.refusals import JSON
from bot.playground.simulator import Simulator
from bot.playground.view import view

Acknowledgements = Callable[[], Awaitable[list[dict[str, Any]]]]
Look = Callable[[str], dict[str, Any]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
FILES = {
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/panels.js": ("panels.js", "text/javascript"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
LONGEST_HOLD = 5.0
"""Seconds that a call for news may wait; short, because the server waits for it when it stops."""
LONGEST_BODY = 100_000
LONGEST_TEXT = 4096
NEWCOMERS = ("Eira", "Femi", "Grace", "Hamid", "Isla", "Jonas", "Kirsty", "Lowri", "Mina", "Noor")
"""People who join when the page plays "someone joins"."""


def create_app(simulator: Simulator, *, acknowledgements: Acknowledgements, look: Look) -> Starlette:
    """The ASGI application of the page; see the module."""
    player = Player(simulator)

    async def news(request: Request) -> Response:
        query = request.query_params
        await simulator.wait_for_change(int(query.get("since", -1)), LONGEST_HOLD)
        chat = simulator.world.chat(query["chat"]) if query.get("chat") else _first_group(simulator)
        viewer = simulator.world.person(query["as"]) if query.get("as") else _first_member(simulator, chat)
        return JSONResponse(view(simulator, chat, viewer))

    async def play(request: Request) -> Response:
        given = await _given(request)
        verb = request.path_params["verb"]
        if verb not in PLAYED:
            raise ValueError(f"there is nothing called {verb} to play")
        return JSONResponse({"result": plain(PLAYED[verb](player, **given))})

    async def look_at(request: Request) -> Response:
        text = (await _given(request))["text"]
        if not isinstance(text, str):
            raise TypeError("a sentence is text")
        return JSONResponse(look(text[:LONGEST_TEXT]))

    async def records(_: Request) -> Response:
        # whatever JSON does not know (times, say) is shown as it is written
        rows = json.loads(json.dumps(await acknowledgements(), default=str))
        return JSONResponse({"records": rows})

    return Starlette(
        routes=[
            *(Route(path, _file(name, kind)) for path, (name, kind) in FILES.items()),
            Route("/api/news", news),
            Route("/api/acknowledgements", records),
            Route("/api/look", look_at, methods=["POST"]),
            Route("/api/play/{verb}", play, methods=["POST"]),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_with_headers)],
        exception_handlers=dict.fromkeys((KeyError, TypeError, ValueError, IndexError), _say_what_is_wrong),
    )


class Player:
    """What the page can do as the person whom it looks as."""

    def __init__(self, simulator: Simulator) -> None:
        self._sim = simulator
        self._newcomers = iter(NEWCOMERS)

    def say(self, chat: str, who: str, text: str, *, reply_to: int | None = None) -> JSON:
        """Write."""
        return self._sim.say(chat, who, _words(text), reply_to=reply_to)

    def edit(self, chat: str, who: str, message: int, text: str) -> JSON:
        """Change one's own message."""
        if self._sim.world.chat(chat).messages[message]["from"]["id"] != self._sim.world.person(who).id:
            raise ValueError("only one's own messages can be edited")
        return self._sim.edit(chat, message, _words(text))

    def press(self, chat: str, who: str, message: int, button: int, *, ephemeral: bool) -> str:
        """Press a button."""
        return self._sim.press(chat, who, message, button, ephemeral=ephemeral)

    def document(self, chat: str, who: str, name: str, *, caption: str = "") -> JSON:
        """Post a file of that name."""
        return self._sim.document(chat, who, _words(name), caption=caption)

    def photo(self, chat: str, who: str, *, caption: str = "") -> JSON:
        """Post a picture."""
        return self._sim.photo(chat, who, caption=caption)

    def voice(self, chat: str, who: str) -> JSON:
        """Post a voice message."""
        return self._sim.voice(chat, who)

    def video(self, chat: str, who: str) -> JSON:
        """Post a video."""
        return self._sim.video(chat, who)

    def contact(self, chat: str, who: str) -> JSON:
        """Share somebody's contact details."""
        return self._sim.contact(chat, who, name="Alex Example", phone="+44 7700 900123")

    def location(self, chat: str, who: str) -> JSON:
        """Share a place."""
        return self._sim.location(chat, who, latitude=51.5034, longitude=-0.1276)

    def poll(self, chat: str, who: str) -> JSON:
        """Ask the group."""
        return self._sim.poll(chat, who, "Shall we approve this?", ["Yes", "No"])

    def forward(self, chat: str, who: str, text: str) -> JSON:
        """Forward a text from elsewhere."""
        return self._sim.forward(chat, who, _words(text))

    def join(self, chat: str) -> JSON:
        """Somebody new joins, or somebody who left comes back."""
        group = self._group(chat)
        away = [p for p in self._sim.world.people.values() if not p.is_bot and not group.standing(p.id).is_in]
        return self._sim.join(group, away[0] if away else self._newcomer())

    def leave(self, chat: str, who: str) -> JSON:
        """Leave the group."""
        return self._sim.leave(self._group(chat), who)

    def timer(self, chat: str, who: str, seconds: int) -> JSON:
        """Set the auto-delete timer."""
        return self._sim.set_auto_delete(self._group(chat), who, seconds)

    def title(self, chat: str, who: str, text: str) -> JSON:
        """Rename the group."""
        return self._sim.set_title(self._group(chat), who, _words(text))

    def bot_standing(self, chat: str, who: str, *, administrator: bool) -> None:
        """Make the bot an administrator, or an ordinary member."""
        change = self._sim.promote if administrator else self._sim.demote
        change(self._group(chat), self._sim.bot, by=who)

    def _group(self, key: str) -> Chat:
        chat = self._sim.world.chat(key)
        if not chat.is_group:
            raise ValueError("that happens in groups only")
        return chat

    def _newcomer(self) -> Person:
        name = next(self._newcomers, None)
        if name is None:
            raise ValueError("everybody has joined already")
        return self._sim.add_person(name.lower(), first_name=name)


PLAYED: dict[str, Callable[..., Any]] = {
    name: verb for name, verb in inspect.getmembers(Player, inspect.isfunction) if not name.startswith("_")
}


def _first_group(simulator: Simulator) -> Chat:
    return next(chat for chat in simulator.world.chats.values() if chat.is_group)


def _first_member(simulator: Simulator, chat: Chat) -> Person:
    """Whom the page begins as: an ordinary member, since they are whom reminders are for."""
    people = [person for person in simulator.world.people.values() if not person.is_bot]
    return next((person for person in people if chat.standing(person.id).status == "member"), people[0])


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("write something first")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a message has at most {LONGEST_TEXT} characters")
    return text


async def _given(request: Request) -> dict[str, Any]:
    """The JSON object of a request; ValueError for anything else, so that no foreign page's form gets in."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ValueError("send JSON")
    body = await request.body()
    if len(body) > LONGEST_BODY:
        raise ValueError("that is too long")
    given = json.loads(body)
    if not isinstance(given, dict):
        raise TypeError("send a JSON object")
    return given


async def _say_what_is_wrong(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error).strip("'\"")}, 400)


async def _with_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers.update(HEADERS)
    return response


def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    content = resources.files("bot.playground").joinpath("page", name).read_bytes()

    async def serve(_: Request) -> Response:
        return Response(content, media_type=kind)

    return serve
