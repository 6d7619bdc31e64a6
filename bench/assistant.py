"""P11: what does one message cost the assistant, how soon does it answer at 5 messages a second, how much does it hold?

The articles are the shipped ones, the messages those of the held-out questions in both languages, asked at an even pace
for a while in a process that does nothing else. With the extra ``meaning`` where it is installed.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from pathlib import Path

from bench.table import Figure, show

MOST_MS, MOST_MIB, MOST_START = 150.0, 400.0, 3.0
"""Source: P11 of the targets; the start of the specification of the assistant."""

EACH_SECOND = 5.0
QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "assistant" / "held_out" / "questions.jsonl"


def _messages() -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    both = [[one for one in lines if one["lang"] == language] for language in ("ro", "en")]
    return [(one["variants"]["clean"], one["lang"]) for pair in zip(*both, strict=True) for one in pair]


def main() -> int:
    """Measure; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of asking (default 60)")
    given = parser.parse_args()
    began, spent = time.perf_counter(), time.process_time()
    from amiabil.server.django_process import set_up

    set_up()
    from amiabil.domain.assistant.understanding import understand
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.gateways.embedding import open_embedder
    from amiabil.gateways.languages import identified
    from amiabil.jobs.assistant.knowledge import lexical, shipped_materials

    ranker = lexical(shipped_materials())
    understand("where is my parcel", "en", ranker)
    start, start_spent = time.perf_counter() - began, time.process_time() - spent
    # The process answers from here on; the embedding joins while it does.
    embedder = open_embedder()
    if embedder is not None:
        ranker.add_meaning(embedder)
    identified("where is my parcel", LANGUAGES)
    whole = time.perf_counter() - began
    walls: list[float] = []
    messages = _messages()
    spent, first = time.process_time(), time.perf_counter()
    for at in range(int(given.seconds * EACH_SECOND)):
        due = first + at / EACH_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        text, _ = messages[at % len(messages)]
        language = identified(text, LANGUAGES) or "en"
        understand(text, language, ranker)
        # From when it was due: a message that waits for the one before it waited all the same.
        walls.append((time.perf_counter() - due) * 1000)
    processor = (time.process_time() - spent) * 1000 / len(walls)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = [
        Figure("start to the first answer", start, "s", MOST_START),
        Figure("start to the first answer: processor", start_spent, "s"),
        Figure("start with embeddings", whole, "s"),
        Figure("an answer: middle", statistics.median(walls), "ms"),
        Figure("an answer: nineteen of twenty", sorted(walls)[int(len(walls) * 0.95)], "ms", MOST_MS),
        Figure("an answer: processor", processor, "ms"),
        Figure("memory at most", most, "MiB", MOST_MIB),
    ]
    return show("assistant", figures, sizes={"messages": len(walls), "meaning": embedder is not None})


if __name__ == "__main__":
    sys.exit(main())
