"""What a text carries besides its words: entities, with offsets in UTF-16 units as Telegram counts them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bot.playground.refusals import JSON, bad

PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?(?![\w/])")),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z]\w{3,31}")),
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)
HTML_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_entities(text: str) -> list[JSON]:
    """What Telegram finds by itself: commands, mentions, addresses, hashtags; sorted, never overlapping."""
    taken: list[tuple[int, int, str]] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= a or start >= b for a, b, _ in taken):
                taken.append((start, end, kind))
    return [
        {"type": kind, "offset": units(text[:start]), "length": units(text[start:end])}
        for start, end, kind in sorted(taken)
    ]


def part(text: str, entity: JSON) -> str:
    """The words that an entity covers."""
    raw = text.encode("utf-16-le", "surrogatepass")
    start = entity["offset"] * 2
    return raw[start : start + entity["length"] * 2].decode("utf-16-le", "replace")


def formatted(text: str, parse_mode: str | None, entities: list[JSON] | None) -> tuple[str, list[JSON]]:
    """A bot's text as it is shown, and its entities. Of the parse modes HTML is played, the others are refused."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad("unsupported parse_mode (the simulation plays HTML and entities)")
        reader = _Html()
        reader.feed(text)
        reader.close()
        text, given = reader.result()
    else:
        given = entities or []
        if any(e["offset"] < 0 or e["length"] <= 0 or e["offset"] + e["length"] > units(text) for e in given):
            raise bad("entity is out of the text")
    own = [
        found
        for found in found_entities(text)
        if all(
            found["offset"] >= e["offset"] + e["length"] or e["offset"] >= found["offset"] + found["length"]
            for e in given
        )
    ]
    return text, sorted([*given, *own], key=lambda e: (e["offset"], -e["length"]))


class _Html(HTMLParser):
    """Telegram's little HTML; anything else is refused as Telegram refuses it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text = ""
        self._open: list[tuple[str, int, JSON]] = []
        self._done: list[JSON] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HTML_TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {len(self._text.encode())}')
        more: JSON = {"url": dict(attrs).get("href") or ""} if tag == "a" else {}
        if tag == "blockquote" and "expandable" in dict(attrs):
            more = {"type": "expandable_blockquote"}
        self._open.append((tag, units(self._text), more))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {len(self._text.encode())}")
        tag, start, more = self._open.pop()
        if (length := units(self._text) - start) > 0:
            self._done.append({"type": HTML_TAGS[tag], "offset": start, "length": length} | more)

    def handle_data(self, data: str) -> None:
        self._text += data

    def result(self) -> tuple[str, list[JSON]]:
        if self._open:
            raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{self._open[-1][0]}\"")
        return self._text, self._done
