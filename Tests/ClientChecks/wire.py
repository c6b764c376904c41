"""Plain HTTP to the program, without an SDK in between."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any, Iterable, Optional, Union

from harness import equal, holds

CHAT = "/v1/chat/completions"


@dataclass
class Reply:
    """A reply, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def events(self) -> list[Any]:
        """The data of a stream's events: JSON, and `[DONE]` as text."""
        data = [line[6:] for line in self.body.split(b"\n") if line.startswith(b"data: ")]
        return ["[DONE]" if text == b"[DONE]" else json.loads(text) for text in data]


def connect(port: int) -> http.client.HTTPConnection:
    """A connection to keep."""
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def send(
    connection: http.client.HTTPConnection, method: str, path: str, body: Union[bytes, Iterable[bytes], None] = None,
    headers: Optional[dict[str, str]] = None,
) -> Reply:
    """One request on a connection; a body in pieces is sent in chunks."""
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def call(port: int, method: str, path: str, body: Any = None, headers: Optional[dict[str, str]] = None) -> Reply:
    """One request on a connection of its own; what is not bytes is sent as JSON."""
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    connection = connect(port)
    try:
        return send(connection, method, path, body, {"Content-Type": "application/json", **(headers or {})})
    finally:
        connection.close()


def chat(model: str, prompt: str = "Say hello.", **others: Any) -> dict[str, Any]:
    """The body of a chat completion."""
    return {"model": model, "messages": [{"role": "user", "content": prompt}], **others}


def is_error(reply: Reply, status: int, code: Optional[str] = None, param: Optional[str] = None) -> None:
    """Fails unless the reply is this status with OpenAI's error body."""
    equal(reply.status, status, f"the status of {reply.body[:200]!r}")
    equal(reply.headers.get("content-type", "").split(";")[0], "application/json", "content-type")
    error = reply.json["error"]
    missing = {"message", "type", "param", "code"} - set(error)
    holds(not missing, f"the error body lacks {missing}")
    holds(isinstance(error["message"], str) and error["message"], "the error has no message")
    holds(isinstance(error["type"], str) and error["type"], "the error has no type")
    if code:
        equal(error["code"], code, "code")
    if param:
        equal(error["param"], param, "param")
