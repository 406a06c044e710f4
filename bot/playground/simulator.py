"""The simulated Telegram, whole: a Bot API server on loopback and the people who use it.

    async with Simulator() as sim:                        # serves in this event loop
        sim.add_person("ada"); sim.add_person("ben")
        sim.add_group("team", ["ben"], owner="ada", bot="administrator")
        …start the bot with TELEGRAM_API_URL=sim.url and TELEGRAM_BOT_TOKEN=sim.token…
        message = sim.say("team", "ben", "Let's delete this chat")
        call = await sim.wait_for_call("sendMessage")
        sim.press("team", "ben", call.result, "Acknowledge")
        await sim.wait_for(lambda: sim.calls.done("answerCallbackQuery"))

It runs in the event loop of whoever opens it: a test that starts the bot as a process of its own, or in the same
loop, needs no threads. A test without an event loop, and any other program, uses the same verbs over HTTP
(control.py) with the simulator started by `python -m bot.playground`.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.playground.calls import Call, Calls
from bot.playground.cast import Chat, Person
from bot.playground.clock import SimulatedClock
from bot.playground.comings import Comings
from bot.playground.control import control_routes
from bot.playground.faults import Faults
from bot.playground.limits import SendingLimits
from bot.playground.queue import UpdateQueue
from bot.playground.refusals import JSON
from bot.playground.server import BotApi
from bot.playground.serving import break_connection, served
from bot.playground.talk import Talk
from bot.playground.webhook import Webhook
from bot.playground.world import Where, World

T = TypeVar("T")
BOT_ID = 7_000_000_001
FIRST_USER = 5_000_000_001
"""More than 32 bits hold, as Telegram's own numbers are."""
EPOCH = 1_760_000_000


class Simulator(Talk, Comings):
    """See the module. The verbs are in talk.py and comings.py, state in `world`, `queue`, `webhook`, `faults`.

    Args:
        privacy_mode: the bot's privacy mode, as BotFather sets it.
        enforce_limits: answer 429 beyond 20 messages a minute to a group or 30 a second in all.
        slow_repeats: play the server's rule against repeated offsets (see UpdateQueue).
        first_update_id: number of the first update.
        first_message_id: number of the first message of each chat.
        first_chat_id: number of the first group.
        first_user_id: number of the first person.
        bot_id: the bot's own number.
        token: the bot's token; made up if not given.
        host: where to listen.
        port: where to listen; 0 takes any.

    The numbers of updates, messages and chats begin, if not given, with the second of the start: a bot's database
    outlives the simulated chat, and a number that is given twice would look like an old message.
    """

    def __init__(
        self,
        *,
        privacy_mode: bool = True,
        enforce_limits: bool = False,
        slow_repeats: bool = True,
        first_update_id: int | None = None,
        first_message_id: int | None = None,
        first_chat_id: int | None = None,
        first_user_id: int = FIRST_USER,
        bot_id: int = BOT_ID,
        bot_name: str = "Remembrancer",
        bot_username: str = "remembrancer_bot",
        token: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.clock = SimulatedClock()
        start = int(time.time())
        first_update = start if first_update_id is None else first_update_id
        self.queue = UpdateQueue(self.clock, first_update_id=first_update, slow_repeats=slow_repeats)
        self.bot = Person("bot", bot_id, bot_name, username=bot_username, is_bot=True)
        self.world = World(
            clock=self.clock,
            queue=self.queue,
            bot=self.bot,
            privacy_mode=privacy_mode,
            first_message_id=start - EPOCH if first_message_id is None else first_message_id,
            first_chat_id=-1_000_000_000_000 - start * 100 if first_chat_id is None else first_chat_id,
            first_user_id=first_user_id,
        )
        self.webhook = Webhook(self.queue, self.clock)
        self.faults = Faults(self.clock)
        self.calls = Calls()
        self.token = token or f"{bot_id}:{secrets.token_urlsafe(26)}"
        self.url = ""
        self.version = 0
        """Grows with everything that happens."""
        self._api = BotApi(
            world=self.world,
            queue=self.queue,
            webhook=self.webhook,
            faults=self.faults,
            calls=self.calls,
            token=self.token,
            limits=SendingLimits() if enforce_limits else None,
            drop=break_connection,
        )
        for part in (self.world, self.queue, self.webhook, self._api):
            part.changed = self._changed
        self._listeners: set[asyncio.Event] = set()
        self._where = (host, port)
        self._serving = served(Starlette(routes=self.routes()), host=host, port=port)
        self._delivering: asyncio.Task[None] | None = None

    def routes(self) -> list[BaseRoute]:
        """The Bot API and the control face, for an application that has more to serve (it runs `deliver` itself)."""
        return [*self._api.routes(), *control_routes(self)]

    async def __aenter__(self) -> Simulator:
        self.url = await self._serving.__aenter__()
        self._delivering = asyncio.create_task(self.webhook.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._delivering is not None:
            self._delivering.cancel()
        self.queue.hang_up()
        await self._serving.__aexit__(kind, error, trace)

    # waiting

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 10.0) -> T:  # noqa: ASYNC109 - the tests' own word
        """What the predicate gives as soon as it is true; TimeoutError if it never is. Asked after every change."""
        deadline = time.monotonic() + timeout
        while not (value := predicate()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"nothing of that kind in {timeout} seconds; calls so far: {self._summary()}")
            await self.wait_for_change(self.version, min(left, 0.5))
        return value

    async def wait_for_call(self, method: str, timeout: float = 10.0, *, after: int = -1) -> Call:  # noqa: ASYNC109
        """The first call of the method that was done, of those numbered above `after`."""
        found = await self.wait_for(
            lambda: [call for call in self.calls.done(method) if call.number > after and call.ended], timeout
        )
        return found[0]

    async def wait_for_change(self, version: int, seconds: float) -> int:
        """Wait until something happened since that version, at most so long; the version now."""
        if self.version == version:
            event = asyncio.Event()
            self._listeners.add(event)
            try:
                async with asyncio.timeout(seconds):
                    await event.wait()
            except TimeoutError:
                pass
            finally:
                self._listeners.discard(event)
        return self.version

    def _changed(self) -> None:
        self.version += 1
        for event in self._listeners:
            event.set()

    def _summary(self) -> str:
        """Methods and statuses, never words."""
        return ", ".join(f"{call.method} {call.status}" for call in self.calls[-10:] if call.method != "getUpdates")

    # seeing

    def sees(self, who: str | int | Person, chat: Where) -> list[JSON]:
        """The messages of a chat as that person sees them, oldest first; ephemeral ones only where theirs."""
        place, person = self.world.chat(chat), self.world.person(who)
        seen = [(place.order[number], message) for number, message in place.messages.items()]
        seen += [(e.order, e.message) for e in place.ephemerals.values() if e.receiver == person.id]
        return [message for _, message in sorted(seen, key=lambda pair: pair[0])]

    def private(self, who: str | int | Person) -> Chat:
        """A person's private chat with the bot."""
        return self.world.private(self.world.person(who))

    def inject(self, update: JSON, *, key: str = "raw") -> int:
        """Queue any JSON as an update, decodable or not; its number."""
        return self.queue.add_raw(update, key=key)
