"""A request's body in any of the ways that the Bot API takes it: JSON, a form, a form with files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from bot.playground.refusals import JSON, Refused


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file."""

    name: str
    content: bytes


def read_body(content_type: str, body: bytes) -> tuple[JSON, dict[str, File]]:
    """Parameters and files; `Refused` where the body is not what it says."""
    header = Message()
    header["content-type"] = content_type
    match header.get_content_type() if content_type else "":
        case "application/json":
            return _json(body), {}
        case "application/x-www-form-urlencoded":
            return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), {}
        case "multipart/form-data":
            return _multipart(str(header.get_param("boundary") or ""), body)
        case _:
            return {}, {}


def _json(body: bytes) -> JSON:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise Refused(400, "Bad Request: can't parse request JSON object") from None
    if not isinstance(given, dict):
        raise Refused(400, "Bad Request: object expected as request JSON")
    return given


def _multipart(boundary: str, body: bytes) -> tuple[JSON, dict[str, File]]:
    given: JSON = {}
    files: dict[str, File] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = Message()
        for line in head.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(":")
            header[name.strip()] = value.strip()
        field = str(header.get_param("name", "", "content-disposition"))
        file_name = header.get_param("filename", None, "content-disposition")
        if file_name is None:
            given[field] = content.decode("utf-8", "replace")
        else:
            files[field] = File(str(file_name), content)
    return given, files
