"""Static files are served under names with a hash of their content, also the modules that others import."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from amiabil.server.assets import gather
from amiabil.server.hashed_files import HashedFiles

BACKEND = {"BACKEND": "amiabil.server.hashed_files.HashedFiles"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What web serves, gathered once."""
    target = tmp_path_factory.mktemp("served") / "static"
    with override_settings(STATIC_ROOT=str(target), STORAGES=_with_hashes()):
        assert gather()
        assert not gather(), "gathered again although nothing has changed"
    return target


def _with_hashes() -> dict[str, Any]:
    return {**settings.STORAGES, "staticfiles": BACKEND}


def test_a_module_imports_the_hashed_name_of_another(served: Path) -> None:
    imported = [
        (module.name, name)
        for module in (served / "js").glob("*.????????????.js")
        for name in re.findall(r"""(?:from|import)\s*\(?["']\./([^"']+)["']""", module.read_text("utf-8"))
    ]
    assert imported, "no module imports another: this test looks for nothing"
    for module, name in imported:
        assert re.fullmatch(r"[a-z_]+\.[0-9a-f]{12}\.js", name), f"{module} imports {name}"
        assert (served / "js" / name).is_file()


def test_every_module_of_ours_has_a_hashed_name(served: Path) -> None:
    plain = {file.stem for file in (served / "js").glob("*.js") if file.name.count(".") == 1}
    hashed = {file.name.split(".")[0] for file in (served / "js").glob("*.????????????.js")}
    assert plain == hashed


def test_an_address_is_worked_out_once_and_anew_after_gathering(served: Path) -> None:
    with override_settings(STATIC_ROOT=str(served), STORAGES=_with_hashes()):
        storage = HashedFiles()
        first = storage.url("js/theme.js")
        assert re.search(r"/js/theme\.[0-9a-f]{12}\.js$", first)
        hits = HashedFiles._kept.cache_info().hits
        assert storage.url("js/theme.js") == first
        assert HashedFiles._kept.cache_info().hits == hits + 1
        storage.hashed_files[storage.hash_key("js/theme.js")] = "js/theme.000000000000.js"
        storage.manifest_hash = "another"
        assert storage.url("js/theme.js").endswith("/js/theme.000000000000.js")
