"""What did the operator decide? One typed value, read from the environment and checked before anything starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryFile
from typing import TypedDict, TypeVar, cast
from urllib.parse import urlsplit

from amiabil.server.variables import VARIABLES, Value, Variable

_T = TypeVar("_T")

_OFFSETS = {"push": 1, "shop": 2, "payments": 3, "mail": 4}

_SECRET_LENGTH = 32
"""Bytes of entropy HMAC-SHA256 can use; shorter keys can be searched offline from one token."""


class ConfigError(Exception):
    """The environment cannot be used; ``problems`` says all that is wrong, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation; field ``x_y`` is the variable ``AMIABIL_X_Y``.

    None means not set, where the table of variables says what holds then. ``database_url`` None is the
    embedded server. ``sources`` maps every name that was given to ``environment`` or its file.
    """

    home: Path
    host: str
    port: int
    base_url: str
    push_url: str
    secret_key: str | None
    seal_key: str | None
    language: str
    marketplace: str
    policy: str
    database_url: str | None
    database_owner_url: str | None
    database_direct_url: str | None
    database_pool: int
    bus_url: str | None
    files_url: str
    files_host: str | None
    mail_url: str | None
    mail_from: str
    mail_reply: str | None
    mail_in_addresses: tuple[str, ...]
    mail_in_relays: tuple[str, ...]
    mail_in_url: tuple[str, ...]
    mail_in_oauth: str | None
    mail_in_listen: str | None
    mail_in_services: tuple[str, ...]
    mail_ca: str | None
    mail_dkim_key: str | None
    mail_dkim_selector: str
    payments_url: str | None
    payments_key: str | None
    payments_payouts: bool
    assistant: bool
    p2b: bool
    carriers: str
    model: str | None
    model_url: str | None
    model_key: str | None
    model_tokens_a_day: int
    model_sees_orders: bool
    translation: str | None
    translation_key: str | None
    chat_origins: tuple[str, ...]
    sign_in_url: str | None
    jwt_issuer: str | None
    jwt_jwks_url: str | None
    jwt_key: str | None
    metrics_token: str | None
    trust_proxy: bool
    web_workers: int
    web_threads: int
    log_level: str
    debug: bool
    demo: bool
    demo_clock: timedelta
    demo_public: bool
    sources: Mapping[str, str]

    def port_of(self, part: str) -> int:
        """The port of ``web``, ``push``, ``shop``, ``payments`` or ``mail``."""
        return self.port + _OFFSETS.get(part, 0)

    @property
    def hostname(self) -> str:
        """The host people type, without port."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def is_secure(self) -> bool:
        """Whether people reach the site by https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def is_loopback(host: str) -> bool:
    """Whether a listening address can be reached only from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = {variable.name for variable in VARIABLES}
    known |= {f"{variable.name}_FILE" for variable in VARIABLES if variable.secret}
    return [
        f"{name} is not a setting; `amiabil doctor --list` prints those that are."
        for name in sorted(environ)
        if name.startswith("AMIABIL_") and name not in known
    ]


def _given(variable: Variable, environ: Mapping[str, str]) -> tuple[str | None, str]:
    """The text of a variable (None when absent) and where it came from; raises ``ValueError``."""
    text, file = environ.get(variable.name), None
    if variable.secret:
        file = environ.get(f"{variable.name}_FILE")
    if file is None:
        return (text or None), "environment"
    if text:
        raise ValueError(f"and {variable.name}_FILE are both set; keep one")
    try:
        return Path(file).read_text("utf-8").rstrip("\r\n"), file
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot be read from {file}: {error}") from None


def _read(environ: Mapping[str, str]) -> tuple[dict[str, Value], dict[str, str], list[str]]:
    values: dict[str, Value] = {}
    sources: dict[str, str] = {}
    problems = _unknown(environ)
    for variable in VARIABLES:
        try:
            text, source = _given(variable, environ)
            if text is None:
                continue
            values[variable.name] = variable.read(text)
            sources[variable.name] = source
        except ValueError as error:
            problems.append(f"{variable.name} {error}.")
    return values, sources, problems


class _Values:
    """Typed access to what was read; the readers of the table guarantee the types."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def get(self, name: str, default: _T) -> _T:
        return cast(_T, self._values.get(f"AMIABIL_{name}", default))

    def text(self, name: str) -> str | None:
        return cast("str | None", self._values.get(f"AMIABIL_{name}"))

    def words(self, name: str) -> tuple[str, ...]:
        """What stands there with spaces between; nothing when it is not set."""
        return tuple((self.text(name) or "").split())


def _build(values: Mapping[str, Value], sources: Mapping[str, str]) -> Config:
    given = _Values(values)
    home = Path(given.get("HOME", ".amiabil")).absolute()
    demo, port = given.get("DEMO", False), given.get("PORT", 8000)
    base_url = given.get("BASE_URL", f"http://localhost:{port}")
    hostname = urlsplit(base_url).hostname or "localhost"
    return Config(
        home=home,
        host=given.get("HOST", "127.0.0.1"),
        port=port,
        base_url=base_url,
        push_url=given.get("PUSH_URL", f"http://localhost:{port + _OFFSETS['push']}"),
        secret_key=given.text("SECRET_KEY"),
        seal_key=given.text("SEAL_KEY"),
        language=given.get("LANGUAGE", "ro"),
        marketplace=given.get("MARKETPLACE", "Iarmaroc" if demo else "Amiabil"),
        policy=given.get("POLICY", "ro-default"),
        database_url=cast("str | None", values.get("DATABASE_URL")),
        database_owner_url=given.text("DATABASE_OWNER_URL"),
        database_direct_url=given.text("DATABASE_DIRECT_URL"),
        database_pool=given.get("DATABASE_POOL", 8),
        bus_url=given.text("BUS_URL"),
        files_url=given.get("FILES_URL", (home / "files").as_uri()),
        files_host=given.text("FILES_HOST"),
        mail_url=given.text("MAIL_URL") or (_local("smtp", port, "mail") if demo else None),
        mail_from=given.get("MAIL_FROM", f"no-reply@{hostname}"),
        mail_reply=given.text("MAIL_REPLY"),
        mail_in_addresses=given.words("MAIL_IN_ADDRESSES") or _own_addresses(given),
        mail_in_relays=given.words("MAIL_IN_RELAYS"),
        mail_in_url=given.words("MAIL_IN_URL"),
        mail_in_oauth=given.text("MAIL_IN_OAUTH"),
        mail_in_listen=given.text("MAIL_IN_LISTEN"),
        mail_in_services=given.words("MAIL_IN_SERVICES"),
        mail_ca=given.text("MAIL_CA"),
        mail_dkim_key=given.text("MAIL_DKIM_KEY"),
        mail_dkim_selector=given.get("MAIL_DKIM_SELECTOR", "amiabil"),
        payments_url=given.text("PAYMENTS_URL") or (_local("http", port, "payments") if demo else None),
        payments_key=given.text("PAYMENTS_KEY"),
        payments_payouts=given.get("PAYMENTS_PAYOUTS", True),
        assistant=given.get("ASSISTANT", True),
        p2b=given.get("P2B", False),
        carriers=given.get("CARRIERS", ""),
        **_of_model(given),
        chat_origins=given.words("CHAT_ORIGINS") or (_shop(port) if demo else ()),
        sign_in_url=given.text("SIGN_IN_URL"),
        jwt_issuer=given.text("JWT_ISSUER") or ("demo" if demo else None),
        jwt_jwks_url=given.text("JWT_JWKS_URL"),
        jwt_key=given.text("JWT_KEY"),
        metrics_token=given.text("METRICS_TOKEN"),
        trust_proxy=given.get("TRUST_PROXY", False),
        web_workers=given.get("WEB_WORKERS", 1),
        web_threads=given.get("WEB_THREADS", 32),
        log_level=given.get("LOG_LEVEL", "info"),
        debug=given.get("DEBUG", False),
        demo=demo,
        demo_clock=given.get("DEMO_CLOCK", timedelta(0)),
        demo_public=given.get("DEMO_PUBLIC", False),
        sources=sources,
    )


class _OfModel(TypedDict):
    model: str | None
    model_url: str | None
    model_key: str | None
    model_tokens_a_day: int
    model_sees_orders: bool
    translation: str | None
    translation_key: str | None


def _of_model(given: _Values) -> _OfModel:
    """The language model that may word answers, and what translates messages."""
    return {
        "model": given.text("MODEL"),
        "model_url": given.text("MODEL_URL"),
        "model_key": given.text("MODEL_KEY"),
        "model_tokens_a_day": given.get("MODEL_TOKENS_A_DAY", 1_000_000),
        "model_sees_orders": given.get("MODEL_SEES_ORDERS", False),
        "translation": given.text("TRANSLATION"),
        "translation_key": given.text("TRANSLATION_KEY"),
    }


def _own_addresses(given: _Values) -> tuple[str, ...]:
    """The addresses that mails come in for, where nobody says."""
    return tuple(text.lower() for name in ("MAIL_REPLY", "MAIL_FROM") if (text := given.text(name)))


def _shop(port: int) -> tuple[str, ...]:
    """The demonstration's shop, by both names of this machine: by the second it is another site to a browser."""
    return tuple(f"http://{host}:{port + _OFFSETS['shop']}" for host in ("localhost", "127.0.0.1"))


def _local(scheme: str, port: int, part: str) -> str:
    return f"{scheme}://127.0.0.1:{port + _OFFSETS[part]}"


def _contradictions(config: Config) -> list[str]:
    """What each setting allows but all together do not."""
    public, demo = not is_loopback(config.host), config.demo
    rules = (
        (
            demo and public and not config.demo_public,
            "AMIABIL_DEMO=1 lets anybody sign in as anybody, so AMIABIL_HOST must be loopback"
            " unless AMIABIL_DEMO_PUBLIC=1 says that this is meant.",
        ),
        (config.debug and public, "AMIABIL_DEBUG=1 is only for loopback; AMIABIL_HOST is not."),
        (
            bool(config.demo_clock) and not demo,
            "AMIABIL_DEMO_CLOCK moves deadlines, so it needs AMIABIL_DEMO=1.",
        ),
        (
            config.secret_key is not None and len(config.secret_key) < _SECRET_LENGTH,
            f"AMIABIL_SECRET_KEY must have at least {_SECRET_LENGTH} characters.",
        ),
        (
            config.seal_key is not None and len(config.seal_key) < _SECRET_LENGTH,
            f"AMIABIL_SEAL_KEY must have at least {_SECRET_LENGTH} characters.",
        ),
        (
            config.jwt_key is not None and len(config.jwt_key.encode()) < _SECRET_LENGTH,
            f"AMIABIL_JWT_KEY must have at least {_SECRET_LENGTH} bytes.",
        ),
        (
            config.jwt_key is not None and config.jwt_jwks_url is not None,
            "AMIABIL_JWT_KEY and AMIABIL_JWT_JWKS_URL exclude each other: a token's algorithm is bound to its key.",
        ),
        (
            (config.jwt_key is not None or config.jwt_jwks_url is not None) and config.jwt_issuer is None,
            "AMIABIL_JWT_ISSUER is missing; a key without an issuer accepts tokens from anybody who holds it.",
        ),
        (
            config.mail_in_listen is not None and not config.mail_in_addresses,
            "AMIABIL_MAIL_IN_LISTEN takes mail for no address: set AMIABIL_MAIL_IN_ADDRESSES or AMIABIL_MAIL_REPLY.",
        ),
        (
            config.translation == "model" and config.model is None,
            "AMIABIL_TRANSLATION=model needs AMIABIL_MODEL.",
        ),
        (
            config.database_url is None and config.database_owner_url is not None,
            "AMIABIL_DATABASE_OWNER_URL needs DATABASE_URL; the embedded server has its own two roles.",
        ),
    )
    return [sentence for broken, sentence in rules if broken]


def load(environ: Mapping[str, str]) -> Config:
    """Read and check the settings; touches no file but those that hold a secret.

    Raises ``ConfigError`` with everything that is wrong at once.
    """
    values, sources, problems = _read(environ)
    if problems:
        raise ConfigError(problems)
    config = _build(values, sources)
    problems = _contradictions(config)
    if problems:
        raise ConfigError(problems)
    return config


@cache
def current() -> Config:
    """The settings of this process; raises ``ConfigError``."""
    return load(os.environ)


def prepare_home(home: Path) -> None:
    """Make the state folder: nobody else may list it; as root others may pass through to the database.

    Raises ``ConfigError`` where it cannot be made or written to.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        home.mkdir(mode=mode, parents=True, exist_ok=True)
        for folder in ("files", "logs"):
            (home / folder).mkdir(mode=0o700, exist_ok=True)
        with TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise ConfigError(
            [f"AMIABIL_HOME: {home} cannot be used ({error.strerror}). Name a folder this user may write to."]
        ) from None


def kept_secret(home: Path, name: str) -> str:
    """The secret kept in ``home/name``, made on the first call; safe when several processes ask at once."""
    path = home / name
    if not path.exists():
        prepare_home(home)
        draft = home / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), "ascii")
        try:
            os.link(draft, path)  # fails when another process was first: then its secret counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text("ascii").strip()


def payments_key(config: Config) -> str | None:
    """The key shared with the payments service; the demonstration makes one, else None when it is not set."""
    if config.payments_key is None and config.demo:
        return kept_secret(config.home, "payments_demo_key")
    return config.payments_key
