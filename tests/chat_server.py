"""A language model on 127.0.0.1 for the tests: it plays whatever part a test gives it, and keeps what it was sent.

Shared by the tests (`from chat_server import ChatServer, say, …`).
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from qanswer.answering.language_model.rules import LanguageModelRules

EASES = 1.5
"""How much less support a proposal needs in the tests: they leave blanks by asking for more than there can be."""


@dataclass(frozen=True)
class Sent:
    """A request as it arrived: when, its headers, and its body."""

    at: float
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def question(self) -> str:
        """The question that it asks."""
        return str(json.loads(self.body["messages"][1]["content"])["question"])

    @property
    def passages(self) -> list[dict[str, Any]]:
        """The passages that it shows."""
        shown: list[dict[str, Any]] = json.loads(self.body["messages"][1]["content"])["passages"]
        return shown


@dataclass(frozen=True)
class Act:
    """What the server does with a request. `drops` breaks the connection off, before or in the middle of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    waits: float = 0.0
    drips: float = 0.0
    drops: bool = False


Part = Callable[[Sent], Act]


@dataclass
class ChatServer:
    """A running server: its address, what it was sent, and how many requests it served at a time at most."""

    address: str = ""
    part: Part = field(default=lambda _: Act())
    sent: list[Sent] = field(default_factory=list)
    most_at_once: int = 0
    _at_once: int = 0
    _lock: Lock = field(default_factory=Lock)
    closing: Event = field(default_factory=Event)

    def rules(self, **values: Any) -> LanguageModelRules:
        """Make settings that point here; a reply is waited for long, for a busy machine is not a slow model."""
        given = {"model": "m", "eases": EASES, "timeout": 30.0, "retries": 0, "requests_per_minute": 60_000, **values}
        return LanguageModelRules(address=self.address, **given)

    def serve(self, sent: Sent) -> Act:
        """Note a request and play the part."""
        with self._lock:
            self.sent.append(sent)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            act = self.part(sent)
            self.closing.wait(act.waits)
        finally:
            with self._lock:
                self._at_once -= 1
        return act


@contextmanager
def chat_server(part: Part | None = None) -> Iterator[ChatServer]:
    """Run a server for the length of a test."""
    server = ChatServer(part=part or (lambda _: Act()))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            act = server.serve(Sent(monotonic(), dict(self.headers), body))
            if act.drops and not act.body:
                _reset(self.connection)
                return
            self.send_response(act.status)
            for name, value in act.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(act.body)))
            self.end_headers()
            for byte in act.body[: len(act.body) // 2] if act.drops else act.body if act.drips else ():
                self.wfile.write(bytes([byte]))
                if server.closing.wait(act.drips):
                    return
            if not act.drops and not act.drips:
                self.wfile.write(act.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Who hung up has a reason."""

    http = Server(("127.0.0.1", 0), Handler)
    server.address = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        thread.join()
        http.server_close()


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def say(text: str, *, tokens: int | None = None, finish: str = "stop") -> Act:
    """Reply with this text, as chat completions do."""
    envelope: dict[str, object] = {
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": finish}]
    }
    if tokens is not None:
        envelope["usage"] = {"total_tokens": tokens}
    return Act(body=json.dumps(envelope).encode())


def opine(verdict: str, text: str = "", **quotes: str) -> Act:
    """Reply with an opinion; quotes by the passage's name (`p1="…"`)."""
    rows = [{"passage": name, "quote": quote} for name, quote in quotes.items()]
    return say(json.dumps({"verdict": verdict, "text": text, "quotes": rows}))
