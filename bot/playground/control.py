"""The simulator's verbs over HTTP, for programs in other processes and for the page.

POST /control/<verb> with a JSON object of the verb's arguments (talk.py, comings.py, or one of the few below);
people and chats by key or number. The answer is the verb's result. GET /control/calls?after=N&method=M,
GET /control/sees?chat=K&who=K, GET /control/state. 400 with {"error": …} where an argument is wrong.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.playground.cast import Chat, Person, Topic
from bot.playground.faults import Fault
from bot.playground.refusals import JSON

if TYPE_CHECKING:
    from bot.playground.simulator import Simulator

VERBS = frozenset(
    {
        "say", "post", "edit", "delete", "document", "photo", "voice", "video", "contact", "location", "poll",
        "forward", "anonymous", "channel_post", "press", "press_data", "add_topic", "close_topic", "add_person",
        "add_group", "join", "leave", "kick", "promote", "demote", "block", "set_auto_delete", "set_title", "pin",
        "migrate", "delete_group", "forbid_writing", "inject",
    }
)  # fmt: skip


def control_routes(sim: Simulator) -> list[BaseRoute]:
    """The routes under /control."""

    async def act(request: Request) -> Response:
        try:
            given = json.loads(await request.body() or b"{}")
            return JSONResponse({"result": plain(_act(sim, request.path_params["verb"], given))})
        except (KeyError, TypeError, ValueError, IndexError) as error:
            return JSONResponse({"error": str(error).strip("'\"")}, 400)

    async def look(request: Request) -> Response:
        query = request.query_params
        try:
            match request.path_params["what"]:
                case "calls":
                    after, method = int(query.get("after", -1)), query.get("method")
                    calls = [c.json() for c in sim.calls[after + 1 :] if method in {None, c.method}]
                    return JSONResponse({"result": calls})
                case "sees":
                    return JSONResponse({"result": sim.sees(query["who"], query["chat"])})
                case "state":
                    return JSONResponse({"result": state(sim)})
        except (KeyError, ValueError) as error:
            return JSONResponse({"error": str(error).strip("'\"")}, 400)
        return JSONResponse({"error": "there is nothing of that name"}, 404)

    return [
        Route("/control/{verb}", act, methods=["POST"]),
        Route("/control/{what}", look, methods=["GET"]),
    ]


def _act(sim: Simulator, verb: str, given: JSON) -> Any:
    match verb:
        case "fault":
            return sim.faults.add(**given)
        case "clear_faults":
            return sim.faults.clear()
        case "advance":
            return sim.clock.advance(**given)
        case "copies":
            sim.webhook.copies = int(given["times"])
            return None
        case _ if verb in VERBS:
            return getattr(sim, verb)(**given)
    raise ValueError(f"there is no verb {verb}")


def plain(value: Any) -> Any:
    """A result as JSON can carry it."""
    match value:
        case Person():
            return value.json() | {"key": value.key}
        case Chat():
            return {"id": value.id, "key": value.key, "title": value.title, "type": value.type}
        case Topic():
            return dataclasses.asdict(value)
        case Fault():
            return {"kind": value.kind, "method": value.method}
    return value


def state(sim: Simulator) -> JSON:
    """Who and what there is, and what waits for the bot."""
    return {
        "bot": sim.bot.json(),
        "people": [plain(person) for person in sim.world.people.values() if person is not sim.bot],
        "chats": [
            plain(chat)
            | {"members": {str(n): m.status for n, m in chat.members.items()}, "auto_delete": chat.auto_delete}
            for chat in sim.world.chats.values()
        ],
        "waiting": len(sim.queue.waiting()),
        "webhook": sim.webhook.url,
        "notices": sim.world.notices,
        "version": sim.version,
    }
