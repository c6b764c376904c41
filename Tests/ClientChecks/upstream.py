"""A small upstream that keeps what it receives, byte for byte, and asks for a key."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "upstream-key-5f2c"
CHOICE = b'{"finish_reason":"stop","index":0,"message":{"content":"good","role":"assistant"}}'
# Spelled as no encoder would: what is not the router's has to reach the client like this.
REPLY = (
    b'{ "x_first" : 1.10,"object":"chat.completion", "id":"up-1","created":1e9 , "choices":[' + CHOICE + b"],\n"
    b'"model":"upstream-name","usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,'
    b'"prompt_tokens_details":{"cached_tokens":40}}, "x_last":[1E+2,"\\u00e9\\/"] }')
EVENTS = (
    b'data: {"x_first":1.10,"id":"up-1","object":"chat.completion.chunk","created":1,"model":"upstream-name",'
    b'"choices":[{"index":0,"delta":{"role":"assistant","content":"good"},"finish_reason":null}]}\n\n'
    b": a comment\n\n"
    b'data: {"id":"up-1","object":"chat.completion.chunk","created":1,"model":"upstream-name",'
    b'"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
    b'data: {"id":"up-1","object":"chat.completion.chunk","created":1,"model":"upstream-name","choices":[],'
    b'"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}\n\n'
    b"data: [DONE]\n\n")


class Handler(BaseHTTPRequestHandler):
    """Answers every chat completion alike."""

    protocol_version = "HTTP/1.1"
    server: "Upstream"

    def do_POST(self) -> None:  # noqa: N802 - the name is the library's
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers.items()), body))
        if self.server.is_failing:
            return self._send(500, "application/json", b'{"error":{"message":"down","type":"x","param":null,"code":"down"}}')
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return self._send(401, "application/json", b'{"error":{"message":"no","type":"x","param":null,"code":"bad"}}')
        if json.loads(body).get("stream"):
            return self._send(200, "text/event-stream", EVENTS)
        return self._send(200, "application/json", REPLY)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Upstream(ThreadingHTTPServer):
    """The server; it runs on a thread of this process until `shutdown`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.is_failing = False
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]
