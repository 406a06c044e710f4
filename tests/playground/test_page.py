"""The page in a real browser."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from bot.playground.playground import create_app
from bot.playground.serving import served
from bot.playground.simulator import Simulator
from tests.playground.conftest import Client

CHROMIUM, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="There is no Chromium with its driver on this machine to show the page in."
)
FLAGS = (
    "headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
    "disable-component-update", "disable-sync", "window-size=1280,1000",
)  # fmt: skip
PATIENCE = 30.0
T = TypeVar("T")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Chromium without a window, with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(DRIVER))
    chrome.set_page_load_timeout(PATIENCE)
    yield chrome
    chrome.quit()


class Playground:
    """The page, and a bot behind it that reminds of one word and takes acknowledgements."""

    def __init__(self, sim: Simulator, client: Client, browser: webdriver.Chrome) -> None:
        self.sim, self.client, self.browser = sim, client, browser
        self.records: list[dict[str, Any]] = []
        self._wait = WebDriverWait(browser, PATIENCE, 0.1, [NoSuchElementException, StaleElementReferenceException])

    async def acknowledgements(self) -> list[dict[str, Any]]:
        return self.records

    def look(self, text: str) -> dict[str, Any]:
        start = text.find("delete")
        match = {
            "rule": "RET-03",
            "title": "A request freezes the chat",
            "start": start,
            "end": start + 6,
            "why": "So.",
        }
        return {"matches": [match] if start >= 0 else [], "silenced": ["CON-01: said in jest"], "microseconds": 42.4}

    async def be_the_bot(self) -> None:
        while True:
            for update in await self.client.updates(timeout=20):
                await self._handle(update)

    async def _handle(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            self.records.append({"rule": "RET-03", "answer": "acknowledged", "user_id": query["from"]["id"]})
            await self.client.do("answerCallbackQuery", callback_query_id=query["id"], text="Noted, thank you.")
            where = {"chat_id": query["message"]["chat"]["id"], "receiver_user_id": query["from"]["id"]}
            number = query["message"]["ephemeral_message_id"]
            await self.client.do("editEphemeralMessageText", text="Noted.", ephemeral_message_id=number, **where)
        elif "delete" in update.get("message", {}).get("text", ""):
            message = update["message"]
            await self.client.do(
                "sendMessage",
                chat_id=message["chat"]["id"],
                text="A reminder, for you",
                reply_markup={"inline_keyboard": [[{"text": "Acknowledge", "callback_data": "token"}]]},
                ephemeral_message_parameters={"receiver_user_id": message["from"]["id"]},
            )

    # the browser does not wait for the event loop, so it works in a thread

    async def do(self, work: Callable[[webdriver.Chrome], T]) -> T:
        return await asyncio.to_thread(work, self.browser)

    async def until(self, true: Callable[[webdriver.Chrome], T]) -> T:
        """Wait for something on the page."""
        return await asyncio.to_thread(self._wait.until, true)

    async def write(self, text: str) -> None:
        await self.do(lambda b: b.find_element(By.ID, "words").send_keys(text + Keys.ENTER))

    async def look_as(self, name: str) -> None:
        def choose(browser: webdriver.Chrome) -> None:
            for label in browser.find_elements(By.CSS_SELECTOR, "#people-choices label"):
                if label.text.removeprefix("✓ ").startswith(name):
                    label.find_element(By.TAG_NAME, "input").click()

        await self.do(choose)
        await self.until(lambda b: b.find_element(By.ID, "words-label").text == f"Message as {name}")

    async def sees(self, words: str) -> bool:
        return words in await self.do(messages)


def messages(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.ID, "messages").text


def shows(selector: str, words: str) -> Callable[[webdriver.Chrome], bool]:
    def look(browser: webdriver.Chrome) -> bool:
        return words in browser.find_element(By.CSS_SELECTOR, selector).text

    return look


def button(browser: webdriver.Chrome, name: str, within: str = "body") -> WebElement:
    found = browser.find_elements(By.CSS_SELECTOR, f"{within} button")
    return next(each for each in found if each.accessible_name.startswith(name))


@pytest.fixture
async def page(sim: Simulator, client: Client, browser: webdriver.Chrome) -> AsyncIterator[Playground]:
    """Open, as Ben, in the group, with the bot at work."""
    playground = Playground(sim, client, browser)
    app = create_app(sim, acknowledgements=playground.acknowledgements, look=playground.look)
    async with served(app) as url:
        bot = asyncio.create_task(playground.be_the_bot())
        await playground.do(lambda b: b.get(url))
        await playground.until(shows("#words-label", "Message as Ben"))
        yield playground
        await playground.do(lambda b: b.get("about:blank"))
        bot.cancel()


async def test_a_reminder_is_seen_by_its_addressee_pressed_and_recorded(page: Playground) -> None:
    """The newcomer's whole path: write, be reminded alone, acknowledge, see the record."""
    assert "This is a simulation" in await page.do(lambda b: b.find_element(By.TAG_NAME, "header").text)
    await page.until(shows("#records-count", "None yet"))
    await page.write("Let's delete this chat before the FOI request comes in")
    await page.until(shows("#messages", "Only you can see this"))
    await page.look_as("Ada")
    await page.until(shows("#messages", "Let's delete this chat"))
    assert not await page.sees("A reminder, for you")
    await page.look_as("Ben")
    await page.until(shows("#messages", "A reminder, for you"))
    await page.do(lambda b: button(b, "Acknowledge", "#messages").click())
    await page.until(shows("#notice", "Noted, thank you."))
    await page.until(shows("#records", "RET-03: acknowledged"))
    await page.until(shows("#messages", "Noted."))
    assert page.records[0]["user_id"] == page.sim.world.person("ben").id
    await page.do(lambda b: button(b, "Dismiss").click())
    await page.until(lambda b: not b.find_element(By.ID, "notice").text)


async def test_events_can_be_played(page: Playground) -> None:
    """Someone joins, the timer is set, a document is posted, a message is answered and edited."""
    await page.do(lambda b: button(b, "Someone joins").click())
    await page.until(shows("#messages", "Dev joined the group"))
    await page.do(lambda b: Select(b.find_element(By.ID, "seconds")).select_by_visible_text("1 day"))
    await page.do(lambda b: button(b, "Set").click())
    await page.until(shows("#messages", "Ben set messages to delete themselves after 1 day"))
    await page.do(lambda b: button(b, "Post", "form[data-play=document]").click())
    await page.until(shows("#messages", "Document: Complaints log OFFICIAL-SENSITIVE.xlsx"))
    await page.write("first words")
    await page.until(shows("#messages", "first words"))
    await page.do(lambda b: button(b, "Edit first words").click())
    await page.until(shows("#context", "Editing your message"))
    await page.write(" and more")
    await page.until(shows("#messages", "first words and more"))
    assert await page.sees("edited")
    await page.do(lambda b: button(b, "Reply to Ben: first words").click())
    await page.write("an answer")
    await page.until(shows("#messages", "In answer to Ben: first words and more"))
    await page.do(lambda b: button(b, "Make the bot an ordinary member").click())
    await page.until(shows("#bot-standing", "a member here"))


async def test_a_sentence_can_be_tried(page: Playground) -> None:
    """It shows the rule, the words, and how long the look took, also behind an emoji of two units."""

    def try_it(browser: webdriver.Chrome) -> None:
        browser.execute_script("document.getElementById('sentence').value = '😀 please delete it'")
        browser.find_element(By.ID, "sentence").send_keys(Keys.ENTER)

    await page.do(try_it)
    await page.until(shows("#found .sentence", "😀 please delete"))
    found = await page.do(lambda b: b.find_element(By.ID, "found").text)
    assert "One rule fires. The look took 42 microseconds." in found
    assert "RET-03 A request freezes the chat" in found
    assert "Because of “delete”. So." in found
    assert "Looked at and left silent (1)" in found
    assert await page.do(lambda b: b.find_element(By.CSS_SELECTOR, "#found mark").text) == "deleteRET-03"


async def test_the_private_chat_is_another_place(page: Playground) -> None:
    """What is said there is not said in the group."""
    await page.do(lambda b: b.find_elements(By.CSS_SELECTOR, "#places-choices input")[1].click())
    await page.until(shows("#chat-title", "Private chat"))
    await page.write("/start")
    await page.until(shows("#messages", "/start"))
    assert page.sim.sees("ben", "team") == []


async def test_what_people_write_is_never_markup(page: Playground) -> None:
    """Tags are words; no script of a message runs and nothing is refused by the content policy meanwhile."""
    tag = "<img src=x onerror=document.title='x'><b>bold</b>"
    await page.write(tag)
    await page.until(shows("#messages", tag))
    page.sim.set_title("team", "ada", tag)
    await page.until(shows("#chat-title", tag))
    assert await page.do(lambda b: b.title) == "Remembrancer playground (a simulation)"
    assert await page.do(lambda b: b.find_elements(By.CSS_SELECTOR, ".chat img, .chat b")) == []
    log = await page.do(lambda b: b.get_log("browser"))  # type: ignore[no-untyped-call]
    assert [entry for entry in log if entry["level"] == "SEVERE"] == []


async def test_it_can_be_used_with_the_keyboard_alone(page: Playground) -> None:
    """Tab reaches everything in order, the focus can be seen, arrows choose who one is, Enter sends and presses."""

    def tab(browser: webdriver.Chrome) -> list[str]:
        reached = []
        browser.execute_script("document.activeElement.blur()")
        for _ in range(9):
            browser.switch_to.active_element.send_keys(Keys.TAB)
            reached.append(browser.switch_to.active_element.accessible_name)
        return reached

    reached = await page.do(tab)
    assert reached[0] == "Skip to writing a message"
    assert [name.split(" (")[0].removeprefix("✓ ") for name in reached[1:6]] == [
        "Ben",
        "Casework",
        "Messages",
        "Message as Ben",
        "Send",
    ]
    assert (
        await page.do(lambda b: b.execute_script("return getComputedStyle(document.activeElement).outlineStyle"))
        == "solid"
    )
    await page.write("delete this")
    await page.until(shows("#messages", "A reminder, for you"))

    def press(browser: webdriver.Chrome) -> None:
        element = button(browser, "Acknowledge", "#messages")
        browser.execute_script("arguments[0].focus()", element)
        element.send_keys(Keys.ENTER)

    await page.do(press)
    await page.until(shows("#records", "RET-03: acknowledged"))

    def arrow(browser: webdriver.Chrome) -> None:
        browser.find_element(By.CSS_SELECTOR, "#people-choices input:checked").send_keys(Keys.ARROW_RIGHT)

    await page.do(arrow)
    await page.until(shows("#words-label", "Message as Cleo"))


async def test_a_screen_reader_is_told_what_everything_is(page: Playground) -> None:
    """Landmarks, one main heading, a live log, and a name for every control."""
    await page.write("delete this")
    await page.until(shows("#messages", "Acknowledge"))

    def survey(browser: webdriver.Chrome) -> dict[str, Any]:
        every = browser.find_elements(By.CSS_SELECTOR, "button, input, select, textarea, a, summary")
        controls = [each for each in every if each.is_displayed()]
        return {
            "nameless": [each.get_attribute("outerHTML") for each in controls if not each.accessible_name.strip()],
            "landmarks": [len(browser.find_elements(By.TAG_NAME, tag)) for tag in ("header", "main", "footer", "h1")],
            "log": browser.find_element(By.CSS_SELECTOR, "[role=log]").get_attribute("aria-live"),
            "language": browser.find_element(By.TAG_NAME, "html").get_attribute("lang"),
        }

    assert await page.do(survey) == {"nameless": [], "landmarks": [1, 1, 1, 1], "log": "polite", "language": "en-GB"}


@pytest.mark.parametrize("width", [320, 375, 1280])
async def test_it_fits_a_phone(page: Playground, width: int) -> None:
    """Nothing makes the page scroll sideways, with long words and every part open."""
    await page.write("delete " + "long" * 60)
    await page.until(shows("#messages", "Acknowledge"))

    def measure(browser: webdriver.Chrome) -> list[int]:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 1000}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.execute_script("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        sizes = browser.execute_script(
            "return [document.documentElement.scrollWidth, document.querySelector('#messages').scrollWidth"
            " - document.querySelector('#messages').clientWidth]"
        )
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        return list(sizes)

    page_width, spill = await page.do(measure)
    assert page_width <= width
    assert spill <= 0


async def test_it_says_when_the_server_is_gone_and_goes_on_when_it_is_back(page: Playground) -> None:
    """A stopped playground is said in a sentence, not shown as silence."""
    await page.do(
        lambda b: b.execute_script("window.kept = window.fetch; window.fetch = () => Promise.reject(new Error())")
    )
    page.sim.say("team", "ada", "anybody?")
    await page.until(shows("#problem", "The playground does not answer."))
    await page.do(lambda b: b.execute_script("window.fetch = window.kept"))
    await page.until(shows("#messages", "anybody?"))
    await page.until(lambda b: not b.find_element(By.ID, "problem").text)
