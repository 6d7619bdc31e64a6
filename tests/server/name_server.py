"""A name server on loopback that tells what a test wrote down: real questions and answers, over UDP and TCP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
import dns.zone


class NameServer:
    """Knows one zone, and refuses or breaks where ``failing`` says so; ``asked`` are the names it was asked for."""

    def __init__(self, zone: str, *, failing: bool = False) -> None:
        self.zone = dns.zone.from_text(zone, origin=".", relativize=False, check_origin=False)
        self.failing, self.asked = failing, list[str]()
        self.plain, self.stream = _bound()
        self.stream.listen()
        self.address = f"127.0.0.1:{self.plain.getsockname()[1]}"
        self.threads = [threading.Thread(target=one, daemon=True) for one in (self._datagrams, self._streams)]

    def answer(self, wire: bytes, *, most: int) -> bytes:
        question = dns.message.from_wire(wire)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA
        (asked,) = question.question
        self.asked.append(asked.name.to_text())
        if self.failing:
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer.to_wire()
        found = self.zone.get_rdataset(asked.name, asked.rdtype)
        if found is not None:
            answer.answer.append(dns.rrset.from_rdata_list(asked.name, found.ttl, list(found)))
        elif self.zone.get_node(asked.name) is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        told = answer.to_wire()
        if len(told) > most:
            short = dns.message.make_response(question)
            short.flags |= dns.flags.TC
            return short.to_wire()
        return told

    def _datagrams(self) -> None:
        while True:
            try:
                wire, caller = self.plain.recvfrom(4096)
            except OSError:
                return
            if not wire:
                return  # closed
            self.plain.sendto(self.answer(wire, most=512), caller)

    def _streams(self) -> None:
        while True:
            try:
                caller, _address = self.stream.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as given:
                told = self.answer(given.read(int.from_bytes(given.read(2))), most=65535)
                caller.sendall(len(told).to_bytes(2) + told)


def _bound() -> tuple[socket.socket, socket.socket]:
    """The same free port for both."""
    while True:
        stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        stream.bind(("127.0.0.1", 0))
        plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            plain.bind(stream.getsockname())
        except OSError:
            plain.close()
            stream.close()
            continue
        return plain, stream


@contextmanager
def name_server(zone: str, *, failing: bool = False) -> Iterator[NameServer]:
    """A server for as long as the block lasts."""
    server = NameServer(zone, failing=failing)
    for thread in server.threads:
        thread.start()
    try:
        yield server
    finally:
        server.stream.shutdown(socket.SHUT_RDWR)
        server.stream.close()
        _wake(server.plain)
        for thread in server.threads:
            thread.join()


def _wake(plain: socket.socket) -> None:
    """A socket that waits for datagrams is closed after one more has come."""
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)
    plain.close()
