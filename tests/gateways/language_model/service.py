"""A language model's service over real HTTP: says what a test wrote, in the bytes of the two wire formats."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Served:
    """One answer: a status and the lines of its stream. ``hangs``: nothing more comes, the line stays open."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False


@dataclass
class Service:
    """Answers in their order, the last one again and again; remembers what was asked."""

    url: str = ""
    answers: list[Served] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    end: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Served:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def running() -> Iterator[Service]:
    """A service on loopback for as long as the block lasts."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            service.asked.append(json.loads(asked))
            service.headers.append({name.lower(): value for name, value in self.headers.items()})
            served = service.next()
            self.send_response(served.status)
            kind = "text/event-stream" if served.status == 200 else "application/json"
            for name, value in {"Content-Type": kind, "Connection": "close", **served.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(served.body)
            self.wfile.flush()
            if served.hangs:
                service.end.wait(30)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.end.set()
        server.shutdown()
        thread.join()
        server.server_close()


def lines(*events: dict[str, Any] | str) -> bytes:
    """Server-sent events; of a dict with ``type`` the name is told too, as Anthropic does."""
    told = b""
    for event in events:
        data = event if isinstance(event, str) else json.dumps(event)
        name = f"event: {event['type']}\n" if isinstance(event, dict) and "type" in event else ""
        told += f"{name}data: {data}\n\n".encode()
    return told


def openai_chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_790_000_000,
        "model": "test-model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def openai_usage(read: int, written: int) -> dict[str, Any]:
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    return {**openai_chunk({}), "choices": [], "usage": usage}


def openai_words(*words: str, finish: str = "stop") -> bytes:
    chunks = [
        openai_chunk({"role": "assistant", "content": ""}),
        *(openai_chunk({"content": w}) for w in words),
    ]
    return lines(*chunks, openai_chunk({}, finish), openai_usage(120, 9), "[DONE]")


def openai_call(tool: str, *arguments: str) -> bytes:
    first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": tool, "arguments": ""}}
    parts = [{"tool_calls": [{"index": 0, "function": {"arguments": part}}]} for part in arguments]
    chunks = [
        openai_chunk({"role": "assistant", "tool_calls": [first]}),
        *(openai_chunk(part) for part in parts),
    ]
    return lines(*chunks, openai_chunk({}, "tool_calls"), "[DONE]")


def anthropic_start() -> dict[str, Any]:
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "test-model",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 120, "output_tokens": 1},
    }
    return {"type": "message_start", "message": message}


def anthropic_end(reason: str) -> list[dict[str, Any]]:
    delta = {"stop_reason": reason, "stop_sequence": None}
    return [
        {"type": "message_delta", "delta": delta, "usage": {"output_tokens": 9}},
        {"type": "message_stop"},
    ]


def anthropic_words(*words: str, reason: str = "end_turn") -> bytes:
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}
        for word in words
    ]
    stop = {"type": "content_block_stop", "index": 0}
    return lines(anthropic_start(), block, *deltas, stop, *anthropic_end(reason))


def anthropic_call(tool: str, *arguments: str) -> bytes:
    used = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": {}}
    block = {"type": "content_block_start", "index": 0, "content_block": used}
    deltas = [
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "input_json_delta", "partial_json": part},
        }
        for part in arguments
    ]
    stop = {"type": "content_block_stop", "index": 0}
    return lines(anthropic_start(), block, *deltas, stop, *anthropic_end("tool_use"))
