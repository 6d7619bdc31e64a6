"""What do the logs say? One JSON object a line on standard error, without personal data."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# Each pattern begins only where a word does, and takes the word whole: anybody can have a long address logged.
_PERSONAL = re.compile(r"(?<![^\s@\"'<>=,;:])[^\s@\"'<>=,;:]++@[^\s@\"'<>=,;]+\.[A-Za-z]{2,}")
_SECRET = re.compile(
    r"(?i)(amk_|bearer\s++|token=|password=|://[^/\s:@]++:)[^\s\"'&@]+"
    r"|(?<![\w-])(?=[\w-]*?eyJ)[\w-]++\.[\w-]++\.[\w-]+"
)

LONGEST = 16_000
"""Letters of one value in a line; a whole trace of calls has fewer."""


def hide(text: str) -> str:
    """The text with mail addresses, keys, tokens and passwords blotted out, and on one line."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… [cut, {len(text)} letters]"
    text = _SECRET.sub("[hidden]", _PERSONAL.sub("[mail]", text))
    return text.replace("\r", "\\r").replace("\n", "\\n") if "Traceback" not in text else text


def _without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: hide(value) if isinstance(value, str) else value for name, value in event.items()}


def _shared() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow={"status_code", "task", "job"}),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler: JSON, traces included, personal data hidden."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _without_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )


def settings(level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: everything to standard error through one formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "amiabil.server.logs.formatter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # Each 4xx would be a warning with a path in it; refusals are answers, not incidents.
            "django.request": {"level": "ERROR"},
            # Anybody can send a wrong Host; the answer is 400 and the trace tells nothing.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            "httpx": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "psycopg.pool": {"level": "ERROR"},
        },
    }


def configure() -> None:
    """Let ``structlog.get_logger()`` and ``logging`` share handlers and form; called by the settings."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def configure_plainly(level: str) -> None:
    """The same logs for a process without Django: the supervisor and push."""
    configure()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
