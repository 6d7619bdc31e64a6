"""Settings: what is given is read, what is wrong is told all at once, what is secret stays so."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from amiabil.server.config import Config, ConfigError, kept_secret, load, prepare_home
from amiabil.server.variables import VARIABLES

LONG = "k" * 32


def problems(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as caught:
        load(environ)
    return "\n".join(caught.value.problems)


def test_nothing_given_is_a_usable_installation_on_loopback() -> None:
    config = load({})
    assert (config.host, config.port, config.language) == ("127.0.0.1", 8000, "ro")
    assert config.database_url is None
    assert config.base_url == "http://localhost:8000"
    assert not config.demo
    assert config.mail_url is None
    assert config.payments_url is None


def test_ports_follow_the_web_port() -> None:
    config = load({"AMIABIL_PORT": "9100", "AMIABIL_DEMO": "1"})
    assert [config.port_of(part) for part in ("web", "push", "shop", "payments", "mail")] == [
        9100,
        9101,
        9102,
        9103,
        9104,
    ]
    assert config.push_url == "http://localhost:9101"
    assert config.payments_url == "http://127.0.0.1:9103"
    assert config.mail_url == "smtp://127.0.0.1:9104"


def test_an_unknown_name_is_an_error_that_names_it() -> None:
    assert "AMIABIL_PROT is not a setting" in problems({"AMIABIL_PROT": "1"})


def test_only_secrets_have_a_file_variant() -> None:
    assert "AMIABIL_PORT_FILE" in problems({"AMIABIL_PORT_FILE": "/x"})


def test_all_problems_are_told_at_once() -> None:
    told = problems(
        {"AMIABIL_PORT": "x", "AMIABIL_DEMO": "yes", "AMIABIL_NO": "", "DATABASE_URL": "mysql://h/x"}
    )
    assert [name in told for name in ("AMIABIL_PORT", "AMIABIL_DEMO", "AMIABIL_NO", "DATABASE_URL")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"AMIABIL_DEMO": "1", "AMIABIL_HOST": "0.0.0.0"}, "AMIABIL_DEMO_PUBLIC"),
        ({"AMIABIL_DEBUG": "1", "AMIABIL_HOST": "0.0.0.0"}, "AMIABIL_DEBUG"),
        ({"AMIABIL_DEMO_CLOCK": "+3d"}, "AMIABIL_DEMO_CLOCK"),
        ({"AMIABIL_SECRET_KEY": "short"}, "AMIABIL_SECRET_KEY"),
        ({"AMIABIL_JWT_KEY": "short", "AMIABIL_JWT_ISSUER": "shop"}, "32 bytes"),
        ({"AMIABIL_JWT_KEY": LONG}, "AMIABIL_JWT_ISSUER"),
        (
            {"AMIABIL_JWT_KEY": LONG, "AMIABIL_JWT_JWKS_URL": "https://a/k", "AMIABIL_JWT_ISSUER": "shop"},
            "exclude each other",
        ),
        ({"AMIABIL_DATABASE_OWNER_URL": "postgresql://h/x"}, "DATABASE_URL"),
        ({"AMIABIL_MAIL_URL": "smtp://"}, "no host"),
        ({"AMIABIL_BASE_URL": "http://h:port"}, "AMIABIL_BASE_URL"),
        ({"AMIABIL_WEB_THREADS": "4"}, "from 32"),
        ({"AMIABIL_LANGUAGE": "de"}, "ro or en"),
        ({"AMIABIL_DEMO": "1", "AMIABIL_DEMO_CLOCK": "d"}, "span"),
    ],
)
def test_what_contradicts_or_cannot_be_read_is_refused(environ: dict[str, str], told: str) -> None:
    assert told in problems(environ)


def test_the_demonstration_may_be_public_when_that_is_said() -> None:
    config = load({"AMIABIL_DEMO": "1", "AMIABIL_HOST": "0.0.0.0", "AMIABIL_DEMO_PUBLIC": "1"})
    assert config.host == "0.0.0.0"


def test_the_clock_of_the_demonstration_moves_both_ways() -> None:
    assert load({"AMIABIL_DEMO": "1", "AMIABIL_DEMO_CLOCK": "1d2h30m"}).demo_clock == timedelta(
        days=1, hours=2, minutes=30
    )
    assert load({"AMIABIL_DEMO": "1", "AMIABIL_DEMO_CLOCK": "-2h"}).demo_clock == -timedelta(hours=2)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(LONG + "\n")
    config = load({"AMIABIL_SECRET_KEY_FILE": str(file)})
    assert config.secret_key == LONG
    assert config.sources["AMIABIL_SECRET_KEY"] == str(file)


def test_a_secret_given_twice_or_from_a_missing_file_is_refused(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    assert "both set" in problems({"AMIABIL_SECRET_KEY": LONG, "AMIABIL_SECRET_KEY_FILE": missing})
    assert "cannot be read" in problems({"AMIABIL_SECRET_KEY_FILE": missing})


def test_a_kept_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = kept_secret(home, "secret_key")
    assert len(first) >= 32
    assert kept_secret(home, "secret_key") == first
    assert kept_secret(home, "jwt_demo_key") != first
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_every_variable_is_a_field_and_has_a_meaning() -> None:
    fields = set(Config.__slots__) - {"sources"}
    names = {variable.name for variable in VARIABLES}
    assert {name.removeprefix("AMIABIL_").lower() for name in names} == fields
    assert all(variable.meaning.endswith(".") for variable in VARIABLES)


@pytest.mark.parametrize("folder", ["/dev/null/amiabil", "/proc/amiabil"])
def test_a_state_folder_that_cannot_be_used_is_told_in_words(folder: str) -> None:
    with pytest.raises(ConfigError) as refused:
        prepare_home(Path(folder))
    assert refused.value.problems[0].startswith(f"AMIABIL_HOME: {folder} cannot be used (")
