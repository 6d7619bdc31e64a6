"""Mails on their way out: signed so that receivers can tell, over TLS that is verified, within their time."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from amiabil.gateways.mail import BadKey, MailDeferred, MailRefused, Signer, SmtpMailer
from amiabil.server import cli
from amiabil.server.config import load
from tests.gateways.mail_servers import Mailbox, running
from tests.gateways.test_mail import LETTER, SENDER


def pem(key: RSAPrivateKey | EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer(
        "asistenta.example", "s1", pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    )


def verified(raw: bytes, signer: Signer) -> bool:
    """What a receiver finds who asks the name server for our record."""
    name, record = signer.record()

    def ask(asked: bytes, timeout: int = 5) -> bytes | None:
        return record.encode() if asked.rstrip(b".").decode() == name else None

    return bool(dkim.verify(raw, dnsfunc=ask))


@pytest.mark.enable_socket
def test_a_signature_holds_for_what_arrives_and_for_nothing_else(signer: Signer) -> None:
    box = Mailbox()
    with running(box) as where:
        SmtpMailer(f"smtp://{where}", SENDER, signer).send(replace(LETTER, html="<p>Ș" + "x" * 3_000))
    raw = box.envelopes[0].content
    assert isinstance(raw, bytes) and raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998
    assert (
        b"d=asistenta.example; i=@asistenta.example;" in raw.replace(b"\r\n ", b" ")
        or b"d=asistenta.example" in raw
    )
    assert verified(raw, signer)
    for was, forged in (
        (b"To: ", b"To: Eva <eva@example.org>, "),
        (b"\r\nFrom: ", b"\r\nFrom: eva@example.org\r\nFrom: "),
        (b"Reply-To: ", b"Reply-To: eva@example.org, "),
        (b"\r\n\r\n", b"\r\n\r\nPay here\r\n"),
    ):
        assert was in raw and not verified(raw.replace(was, forged, 1), signer)


@pytest.mark.parametrize(
    "key",
    ["", "no key", pem(ec.generate_private_key(ec.SECP256R1())), pem(rsa.generate_private_key(65537, 1024))],
)
def test_what_signs_nothing_lets_nothing_out_unsigned(key: str) -> None:
    signer = Signer("asistenta.example", "s1", key)
    with pytest.raises(BadKey):
        signer.record()
    with pytest.raises(MailDeferred) as caught:
        SmtpMailer("smtp://127.0.0.1:9", SENDER, signer).send(LETTER)
    assert "key that signs" in str(caught.value) and (not key or key not in str(caught.value))


def test_the_command_makes_a_key_once_and_says_what_to_publish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "dkim.pem"
    monkeypatch.setenv("AMIABIL_MAIL_FROM", "help@asistenta.example")
    monkeypatch.setattr(cli, "current", lambda: load(os.environ))
    assert cli.main(["mail", "key", "--new", str(file)]) == 0
    said = capsys.readouterr().out
    name, record = Signer("asistenta.example", "amiabil", file.read_text()).record()
    assert said == f"{name}. TXT\n{record}\n" and file.stat().st_mode & 0o777 == 0o600
    assert cli.main(["mail", "key", "--new", str(file)]) == 2
    monkeypatch.setenv("AMIABIL_MAIL_DKIM_KEY_FILE", str(file))
    assert cli.main(["mail", "key"]) == 0
    assert capsys.readouterr().out == said


# ---- TLS -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, with its key."""
    folder = tmp_path_factory.mktemp("certificate")
    openssl = shutil.which("openssl")
    assert openssl is not None
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([openssl, *made, *files, *names], check=True, capture_output=True)
    return folder


@contextmanager
def secured(box: Mailbox, certificate: Path, *, at_once: bool) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    how = {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": True}
    controller = Controller(box, hostname="127.0.0.1", port=port, **how)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.mark.enable_socket
@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_a_certificate_is_verified_also_by_an_authority_of_ones_own(scheme: str, certificate: Path) -> None:
    box = Mailbox()
    with secured(box, certificate, at_once=scheme == "smtps") as where:
        SmtpMailer(f"{scheme}://{where}", SENDER, authority=str(certificate / "cert.pem")).send(LETTER)
        with pytest.raises(MailDeferred, match="CERTIFICATE_VERIFY_FAILED"):
            SmtpMailer(f"{scheme}://{where}", SENDER).send(LETTER)
    assert len(box.mails) == 1


# ---- servers that behave badly -------------------------------------------------------------------


@contextmanager
def badly(*lines: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that answers each thing it is told with the next of these lines, letter by letter with a pause; after
    the last it says nothing more, or hangs up where that is empty."""
    stop = threading.Event()

    def talk() -> None:
        connection, _ = server.accept()
        with connection:
            for line in lines:
                if not line:
                    return
                for letter in line:
                    connection.sendall(bytes([letter]))
                    if pause and stop.wait(pause):
                        return
                connection.recv(4_096)
            stop.wait(20)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join(5)


POLITE = (b"220 here\r\n", b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n")


@pytest.mark.enable_socket
@pytest.mark.parametrize("heard", range(len(POLITE)))
@pytest.mark.parametrize("last", [(), (b"",)], ids=["hangs", "drops"])
def test_a_server_that_stops_anywhere_defers(heard: int, last: tuple[bytes, ...]) -> None:
    with badly(*POLITE[:heard], *last) as where, pytest.raises(MailDeferred):
        SmtpMailer(f"smtp://{where}", SENDER, seconds=0.2).send(LETTER)


@pytest.mark.enable_socket
def test_a_server_that_speaks_a_letter_at_a_time_gets_no_more_than_the_whole_time() -> None:
    began = time.monotonic()
    with badly(b"220 " + b"x" * 2_000 + b"\r\n", pause=0.05) as where, pytest.raises(MailDeferred):
        SmtpMailer(f"smtp://{where}", SENDER, seconds=5, whole_seconds=0.4).send(LETTER)
    assert time.monotonic() - began < 3


@pytest.mark.enable_socket
def test_a_mail_that_is_too_large_is_refused_before_it_is_sent() -> None:
    """Six days of tries for a mail that no try makes smaller is what M10 tells of."""
    with (
        badly(b"220 here\r\n", b"250-hello\r\n250 SIZE 100\r\n", b"552 5.3.4 too large\r\n") as where,
        pytest.raises(MailRefused, match="too large"),
    ):
        SmtpMailer(f"smtp://{where}", SENDER, seconds=0.3).send(LETTER)


@pytest.mark.enable_socket
def test_a_sender_that_is_refused_waits_for_whoever_mends_it() -> None:
    with (
        badly(b"220 here\r\n", b"250 hello\r\n", b"550 who are you\r\n") as where,
        pytest.raises(MailDeferred),
    ):
        SmtpMailer(f"smtp://{where}", SENDER, seconds=0.3).send(LETTER)
