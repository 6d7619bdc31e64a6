"""What is wrong with an article is said in words, in both languages."""

from __future__ import annotations

import inspect
import re

import pytest

from amiabil.domain.helpcentre import checking
from amiabil.domain.helpcentre.checking import Problem
from amiabil.ui.help_problems import SENTENCES, sentence


def test_every_problem_has_its_sentence_and_no_sentence_is_dead() -> None:
    used = set(re.findall(r'(?:yield|Problem\() ?"(\w+)"', inspect.getsource(checking)))
    assert used == set(SENTENCES)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The text has 20 words; from 150 to 500 are read best."), ("ro", "Numărul de cuvinte: 20;")],
)
def test_a_sentence_counts_in_the_language_of_the_reader(language: str, said: str) -> None:
    problem = Problem("words_of_article", "k", "en", facts={"count": 20, "low": 150, "high": 500})
    assert sentence(problem, language).startswith(said)
