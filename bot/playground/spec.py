"""Every request is held against the Bot API's own list of methods, parameters and types (bot_api.json).

Values come as JSON, or as the strings of a form or an address; what is nested is JSON within those strings. Unlike
Telegram, which passes over parameters that it does not know, this refuses them: here they are somebody's typing error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from importlib import resources
from typing import Any

from bot.playground.refusals import JSON, Refused, bad

OWN_CHECKS = frozenset({"text", "caption"})
"""Counted by the methods themselves where there can be markup, after it is taken out."""
WHOLE_NUMBER = re.compile(r"-?\d{1,19}")
BOOLEANS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}
SCALARS = frozenset({"String", "Integer", "Float", "Boolean", "True"})


class Wrong(Exception):
    """A value that is not of its type; the sentence says why, without the value."""


class Spec:
    """The list, and the check against it."""

    def __init__(self) -> None:
        text = resources.files("bot.playground").joinpath("bot_api.json").read_text(encoding="utf-8")
        known = json.loads(text)
        self._methods: dict[str, dict[str, JSON]] = {name.lower(): rest for name, rest in known["methods"].items()}
        self._names: dict[str, str] = {name.lower(): name for name in known["methods"]}
        self._types: dict[str, dict[str, JSON]] = known["types"]
        self._unions: dict[str, list[str]] = known["unions"]
        self._opaque = frozenset(known["opaque"])

    def name(self, method: str) -> str:
        """The method as it is written in the documentation; capitals do not matter on the wire."""
        try:
            return self._names[method.lower()]
        except KeyError:
            raise Refused(404, "Not Found: method not found") from None

    def check(self, method: str, given: Mapping[str, object], files: Collection[str] = ()) -> JSON:
        """The parameters with their types; `Refused` where Telegram would refuse, or would pass over a slip."""
        known = self._methods[method.lower()]
        if unknown := sorted(set(given) - set(known) - set(files)):
            raise bad(f'unknown parameter "{unknown[0]}"')
        values: JSON = {}
        for name, rule in known.items():
            if rule["type"].startswith("InputFile") and name in files:
                values[name] = "attach://" + name
                continue
            value = given.get(name)
            if value is None or (value == "" and rule["type"] != "String"):
                if rule.get("required"):
                    raise bad(_missing(name))
                continue
            try:
                values[name] = self._value(rule["type"], value, loose=True)
                if name not in OWN_CHECKS or "parse_mode" not in known:
                    _measure(rule, values[name])
            except Wrong as wrong:
                raise bad(_faulty(method, name, str(wrong))) from None
        return values

    def _value(self, kind: str, value: object, *, loose: bool = False) -> Any:
        if " or " in kind:
            return self._any_of(kind.split(" or "), value, loose=loose)
        if kind.startswith("Array of "):
            return self._array(kind.removeprefix("Array of "), value, loose=loose)
        if kind in SCALARS:
            return _scalar(kind, value, loose=loose)
        if kind == "InputFile":
            raise Wrong("there must be a file")
        if loose and isinstance(value, str):
            value = _parsed(value)
        if kind in self._opaque:
            return value
        if kind in self._unions:
            return self._any_of(self._unions[kind], value)
        return self._object(kind, value)

    def _any_of(self, kinds: list[str], value: object, *, loose: bool = False) -> Any:
        problems = []
        for kind in kinds:
            try:
                return self._value(kind, value, loose=loose)
            except Wrong as wrong:
                problems.append(str(wrong))
        raise Wrong(problems[0])

    def _array(self, kind: str, value: object, *, loose: bool) -> list[Any]:
        if loose and isinstance(value, str):
            value = _parsed(value)
        if not isinstance(value, list):
            raise Wrong("must be an Array")
        return [self._value(kind, each) for each in value]

    def _object(self, kind: str, value: object) -> JSON:
        if not isinstance(value, dict):
            raise Wrong("must be an Object")
        fields = self._types[kind]
        if unknown := sorted(set(value) - set(fields)):
            raise Wrong(f'unknown field "{unknown[0]}" of {kind}')
        result: JSON = {}
        for name, rule in fields.items():
            if value.get(name) is None:
                # the server reads an absent truth value as false, so old programs outlive new rights
                if rule.get("required") and rule["type"] != "Boolean":
                    raise Wrong(f'field "{name}" of {kind} must be there')
                continue
            result[name] = self._value(rule["type"], value[name])
            if "is" in rule and result[name] != rule["is"]:
                raise Wrong(f'field "{name}" of {kind} must be "{rule["is"]}"')
            _measure(rule, result[name])
        return result


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        raise Wrong("must be JSON") from None


def _scalar(kind: str, value: object, *, loose: bool) -> Any:
    match kind, value:
        case (("Boolean" | "True"), bool()):
            return value
        case (("Boolean" | "True"), str()) if loose and value in BOOLEANS:
            return BOOLEANS[value]
        case "Integer", int() if not isinstance(value, bool):
            return value
        case "Integer", str() if loose and WHOLE_NUMBER.fullmatch(value):
            return int(value)
        case "Float", int() | float() if not isinstance(value, bool):
            return float(value)
        case "Float", str() if loose:
            try:
                return float(value)
            except ValueError:
                pass
        case "String", str():
            return value
    raise Wrong(f"must be of type {kind}")


def _measure(rule: JSON, value: object) -> None:
    """Lengths and ranges; `Wrong` in the server's own words where it has some."""
    if "unit" not in rule:
        return
    if rule["unit"] == "value":
        size = value if isinstance(value, int) else 0
    elif isinstance(value, str):
        size = len(value.encode()) if rule["unit"] == "bytes" else len(value)
    else:
        return
    if not rule.get("min", 0) <= size <= rule.get("max", size):
        raise Wrong("BUTTON_DATA_INVALID" if rule["unit"] == "bytes" else "is too long or too short")


def _missing(name: str) -> str:
    return {"chat_id": "chat_id is empty", "text": "message text is empty"}.get(name, f'parameter "{name}" is required')


def _faulty(method: str, name: str, why: str) -> str:
    if why == "BUTTON_DATA_INVALID":
        return why
    if method.lower() == "answercallbackquery" and name == "text":
        return "MESSAGE_TOO_LONG"
    if name == "reply_markup":
        return f"can't parse reply keyboard markup JSON object: {why}"
    return f'parameter "{name}" {why}'
