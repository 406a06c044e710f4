"""`remembrancer try`: the playground. A simulated Telegram, the real bot behind it, and a page to talk to both."""

from __future__ import annotations

import errno
import socket
import time
from dataclasses import asdict, replace
from typing import Any

import uvicorn
from starlette.applications import Starlette

from bot.app import App, build
from bot.domain import Span
from bot.errors import WrongUsage
from bot.playground.playground import create_app
from bot.playground.simulator import Simulator
from bot.policies import compile_policy
from bot.render.table import ACKNOWLEDGEMENTS
from bot.run import Server, until_stopped
from bot.store.base import Store
from bot.store.opening import open_store
from config.policy import Policy
from config.settings import Secret, Settings
from nlp.detector import Detector

HOST = "127.0.0.1"
DATABASE = "sqlite:///playground.db"
"""Kept apart from the real one: what is played here is no evidence."""
DEFAULT_DATABASE = Settings().database_url


async def try_out(settings: Settings, *, port: int) -> None:
    """Serve the playground until told to stop; the records of earlier times are still there.

    Args:
        settings: POLICY is the one to play with; DATABASE_URL, where set, is used.
        port: where the page is.

    Raises:
        WrongUsage: the port is taken.
        RemembrancerFault: the policy or the database stands in the way.
    """
    listening = _listen(port)
    policy, detector = compile_policy(settings.policy)
    url = settings.database_url if settings.database_url != DEFAULT_DATABASE else DATABASE
    async with Simulator(bot_name="Remembrancer") as simulator:
        _set_the_scene(simulator)
        ours = replace(
            settings,
            telegram_bot_token=Secret(simulator.token),
            telegram_api_url=simulator.url,
            organisation=settings.organisation or "Example Department",
            contact=settings.contact or "records@example.gov.uk",
        )
        store = await open_store(url)
        try:
            async with build(ours, policy=policy, detector=detector, store=store, polling=True) as app:
                await _serve(app, _page(simulator, store, policy, detector), listening)
        finally:
            await store.close()


def _set_the_scene(simulator: Simulator) -> None:
    for key, name in (("ada", "Ada"), ("ben", "Ben"), ("cerys", "Cerys"), ("dev", "Dev")):
        simulator.add_person(key, first_name=name)
    simulator.add_group("team", ["ben", "cerys", "dev"], owner="ada", title="Example team")
    simulator.join("team", "bot", by="ada")
    simulator.promote("team", "bot", by="ada")


async def _serve(app: App, page: Starlette, listening: socket.socket) -> None:
    server = Server(
        uvicorn.Config(page, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    )
    address = f"http://{HOST}:{listening.getsockname()[1]}"
    print(f"The playground is at {address} (a simulation; stop it with Ctrl-C).", flush=True)
    await until_stopped([server.serve([listening]), app.sender.run(), app.poller.run()], server)


def _page(simulator: Simulator, store: Store, policy: Policy, detector: Detector) -> Starlette:
    """The page, with what it asks of the real bot: its records as the export gives them, and its detector."""

    async def acknowledgements() -> list[dict[str, Any]]:
        names = [column.name for column in ACKNOWLEDGEMENTS.columns]
        records = [record async for record in store.acknowledgements(Span())]
        return [dict(zip(names, ACKNOWLEDGEMENTS.cells(record), strict=True)) for record in records]

    def look(text: str) -> dict[str, Any]:
        explained = detector.explain(text)  # first, so that what is measured is the look alone and not its warming up
        began = time.perf_counter_ns()
        detector.find(text)
        took = time.perf_counter_ns() - began
        return {
            "matches": [
                {**asdict(match), "place": str(match.place or ""), "title": policy.rule(match.rule).title}
                for match in explained.matches
            ],
            "silenced": list(explained.silenced),
            "microseconds": took / 1000,
        }

    return create_app(simulator, acknowledgements=acknowledgements, look=look)


def _listen(port: int) -> socket.socket:
    """A socket for the page, taken before anything else so that a busy port is said at once."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise WrongUsage(f"--port {port} {reason}; a good value is another one: --port {port + 1}.") from None
    listening.listen()
    return listening
