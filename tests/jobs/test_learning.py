"""From chats the assistant could not answer to groups for an editor, a change measured, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from amiabil.actions import chats, help_articles
from amiabil.actions import learning as actions
from amiabil.actions.chats import First
from amiabil.actions.learning import Wanted
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.helpcentre.article import Phrases
from amiabil.domain.learning.questions import Change, GroupSettled, NotMeasured, State
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden
from amiabil.foundation.fields import NotAChoice
from amiabil.jobs import learning_tasks
from amiabil.jobs.assistant import learning
from amiabil.jobs.assistant.knowledge import Knowledge
from amiabil.records import assistant_talks, clock, retention
from amiabil.records import learning as records
from amiabil.records.assistant_talks import LoggedTurn
from amiabil.records.help_changes import count_change
from amiabil.records.learning import Group
from amiabil.records.models import AuditEntry, HelpSearchDay, LearningGroup, LearningQuestion
from amiabil.records.new_id import new_id
from tests.factories import make_buyer, make_staff
from tests.help_files import sample

pytestmark = pytest.mark.django_db

ARTICLES = [
    ("track-parcel", "Unde este coletul", ("unde e coletul meu", "cand vine curierul")),
    ("refund-not-received", "Nu am primit banii înapoi", ("nu mi-au venit banii", "cat dureaza rambursarea")),
    ("change-password", "Schimbarea parolei", ("vreau alta parola", "am uitat parola")),
    ("wrong-item", "Ai primit alt produs", ("am primit altceva", "mi-au trimis alt produs")),
]

LOCKERS = [
    "se poate ridica din easybox",
    "din easybox se poate ridica?",
    "se poate ridica din easybox, sunt ana@example.org",
]


@pytest.fixture(autouse=True)
def _there(settings: Any) -> None:
    settings.AMIABIL_ASSISTANT = True
    for key, title, ways in ARTICLES:
        article = replace(
            sample(language="ro"),
            key=key,
            title=title,
            summary=title,
            body=f"{title}.\n",
            phrases=Phrases(ways),
            related=(),
        )
        help_articles.publish_by_command(COMMAND_LINE, help_articles.draft(COMMAND_LINE, article))


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def knowledge() -> Knowledge:
    return Knowledge(None, with_meaning=False)


def asked(text: str, decision: str = "clarify", **more: Any) -> UUID:
    """A chat of a new person with one answer of the assistant, as its log has it."""
    file = chats.begin(make_buyer(str(uuid4())), First(uuid4(), text, clock.now())).file
    turn = LoggedTurn(new_id(), file.chain.version, clock.now(), decision, language="ro", **more)
    assistant_talks.keep_turn(file.asker, file.case_id, turn)
    return file.case_id


def learned(knowledge: Knowledge, olga: Viewer, *texts: str) -> Group:
    for text in texts:
        asked(text)
    learning.learn(knowledge, at=clock.now())
    return records.groups(olga, [State.OPEN]).items[0]


def wanted(olga: Viewer, group: Group, change: Change = Change.PHRASES, key: str = "wrong-item") -> Wanted:
    ids = tuple(one.id for one in records.examples(olga, group.id).items)
    return Wanted(change, key, "ro", ids)


def tried(olga: Viewer, knowledge: Knowledge, group: Group, **more: Any) -> UUID:
    trial = actions.ask_trial(olga, group.id, wanted(olga, group, **more), at=clock.now())
    learning.measure(trial, knowledge, at=clock.now())
    return trial


def test_what_says_the_same_is_one_group_without_anybodys_data(knowledge: Knowledge, olga: Viewer) -> None:
    group = learned(knowledge, olga, *LOCKERS, "cine a castigat alegerile din turcia")
    HelpSearchDay.objects.create(
        day=clock.now().date(), language="ro", query="ridica din easybox", times=7, nothing=7
    )
    learning.learn(knowledge, at=clock.now())
    found = records.groups(olga, [State.OPEN]).items
    assert [one.times for one in found] == [10, 1]
    assert found[0].id == group.id and found[0].signals == {"unanswered": 3, "searched": 7}
    assert found[0].articles and not any("@" in one.text for one in records.examples(olga, group.id).items)


def test_groups_are_for_who_writes_articles(knowledge: Knowledge, olga: Viewer) -> None:
    group = learned(knowledge, olga, LOCKERS[0])
    for role in (Role.AGENT, Role.SUPERVISOR, Role.AUDITOR):
        who = make_staff(f"x-{role.value}", role)
        with pytest.raises(Forbidden):
            records.groups(who, [State.OPEN])
        with pytest.raises(Forbidden):
            actions.dismiss(who, group, at=clock.now())


def test_wordings_go_to_a_second_person_once_they_were_measured(knowledge: Knowledge, olga: Viewer) -> None:
    group = learned(knowledge, olga, *LOCKERS)
    trial = actions.ask_trial(olga, group.id, wanted(olga, group), at=clock.now())
    with pytest.raises(NotMeasured):
        actions.confirm(olga, group, trial, at=clock.now())
    learning.measure(trial, knowledge, at=clock.now())
    measured = records.trial(olga, group.id, trial).measured
    assert measured is not None and measured.before.questions > 5
    assert (measured.chosen, measured.chosen_after) == (3, 3) and measured.chosen_before < 3
    made = actions.confirm(olga, group, trial, at=clock.now())
    assert made is not None and made.state.value == "review"
    assert set(LOCKERS[:2]) < set(made.article.phrases.asked_as)
    assert not any("@" in one or "[" in one for one in made.article.phrases.asked_as)
    with pytest.raises(GroupSettled):
        actions.confirm(olga, group, trial, at=clock.now())
    settled = records.group(olga, group.id)
    assert (settled.state, settled.key, settled.number) == (State.PHRASES, "wrong-item", made.number)
    taken = actions.undo(olga, settled, at=clock.now())
    assert taken is not None and taken.state.value == "withdrawn"
    assert records.group(olga, group.id).state is State.OPEN
    names = list(AuditEntry.objects.filter(action__startswith="learning.").values_list("action", flat=True))
    assert sorted(names) == ["learning.phrases", "learning.undo"]


def test_wordings_of_two_groups_go_into_one_version(knowledge: Knowledge, olga: Viewer) -> None:
    first = learned(knowledge, olga, *LOCKERS)
    one = actions.confirm(olga, first, tried(olga, knowledge, first), at=clock.now())
    second = learned(knowledge, olga, "unde vad pe harta masina cu livrarea")
    two = actions.confirm(olga, second, tried(olga, knowledge, second), at=clock.now())
    assert one is not None and two is not None
    assert (two.number, two.state.value) == (one.number, "review")
    assert {LOCKERS[0], "unde vad pe harta masina cu livrarea"} < set(two.article.phrases.asked_as)
    less = actions.undo(olga, records.group(olga, first.id), at=clock.now())
    assert less is not None and LOCKERS[0] not in less.article.phrases.asked_as
    assert "unde vad pe harta masina cu livrarea" in less.article.phrases.asked_as


def test_what_is_not_ours_is_known_to_the_index_and_comes_back_no_more(
    knowledge: Knowledge, olga: Viewer
) -> None:
    text = "ce numere au iesit la loto duminica"
    group = learned(knowledge, olga, text)
    before = knowledge.current().index("ro").to_embed()
    made = actions.confirm(olga, group, tried(olga, knowledge, group, change=Change.OUTSIDE), at=clock.now())
    assert made is None and text not in before
    assert text in Knowledge(None, with_meaning=False).current().index("ro").to_embed()
    asked("ce numere au iesit la loto duminica?")
    learning.learn(knowledge, at=clock.now())
    assert not records.groups(olga, [State.OPEN]).items
    assert LearningQuestion.objects.filter(group_id=group.id).count() == 2
    actions.undo(olga, records.group(olga, group.id), at=clock.now())
    assert text not in Knowledge(None, with_meaning=False).current().index("ro").to_embed()


def test_a_change_measured_with_other_articles_is_measured_again(knowledge: Knowledge, olga: Viewer) -> None:
    group = learned(knowledge, olga, *LOCKERS)
    trial = tried(olga, knowledge, group)
    count_change()
    with pytest.raises(NotMeasured):
        actions.confirm(olga, group, trial, at=clock.now())
    with pytest.raises(NotAChoice):
        actions.ask_trial(olga, group.id, wanted(olga, group, key="no-such-article"), at=clock.now())


def test_questions_go_with_their_chat_and_wait_for_a_bounded_time(knowledge: Knowledge, olga: Viewer) -> None:
    case = asked(LOCKERS[0])
    asked(LOCKERS[1])
    learning.learn(knowledge, at=clock.now())
    LearningQuestion.objects.exclude(case_id=case).update(at=clock.now() - timedelta(days=200))
    file = retention.lock(case)
    assert file is not None
    retention.erase(file, at=clock.now())
    assert LearningQuestion.objects.count() == 1
    learning.learn(knowledge, at=clock.now() + timedelta(days=200))
    assert (LearningQuestion.objects.count(), LearningGroup.objects.count()) == (0, 0)


def test_it_is_done_by_a_process_of_its_own_that_has_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setattr(
        "amiabil.jobs.learning_tasks.subprocess.run", lambda command, **how: started.append((command, how))
    )
    learning_tasks.learn(timestamp=0)
    learning_tasks.measure_change(trial="a")
    assert [command[3:] for command, _how in started] == [
        ["assistant", "learn"],
        ["assistant", "learn", "--trial", "a"],
    ]
    assert all(how["check"] and how["timeout"] == learning_tasks.ENDS_WITHIN for _command, how in started)
