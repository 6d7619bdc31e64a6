"""Writes the vectors of what the shipped articles are found by: src/amiabil/content/assistant/vectors-*.npz.

Run it with the extra ``meaning`` after articles or phrases have changed. The file is a cache: what is missing in it is
made anew by whoever needs it, so a stale one costs time and changes no answer. --check only tells what is missing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from amiabil.gateways.embedding import open_embedder
from amiabil.gateways.embedding.kept import write
from amiabil.server.django_process import set_up

set_up()

from amiabil.jobs.assistant.knowledge import lexical, shipped_materials  # noqa: E402  # the database is named first

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Write the file, or tell how much of it is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit status 1 when something is missing"
    )
    parser.add_argument(
        "--kept", type=Path, help="a folder whose vectors are used, as AMIABIL_HOME/assistant"
    )
    args = parser.parse_args()
    embedder = open_embedder(args.kept)
    if embedder is None:
        sys.stderr.write("the extra 'meaning' is not installed\n")
        return 2
    texts = sorted(set(lexical(shipped_materials()).to_embed()))
    missing = embedder.missing(texts)
    sys.stdout.write(f"{len(texts)} texts, {missing} without a vector\n")
    if args.check:
        return int(missing > 0)
    file = ROOT / "src" / "amiabil" / "content" / "assistant" / f"vectors-{embedder.name}.npz"
    write(file, embedder.kept(texts))
    sys.stdout.write(f"{file.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
