"""Editors read what was not answered, see what a change would do before they confirm it, and take it back."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from amiabil.domain.access import Viewer
from amiabil.domain.learning.questions import Lost, Measured, Share
from amiabil.domain.terms import Role
from amiabil.foundation import codec
from amiabil.records import assistant_knowledge, clock, learning_upkeep
from amiabil.records.learning_upkeep import Grouped, Question
from amiabil.records.models import HelpArticleVersion, LearningGroup, LearningTrial
from amiabil.records.new_id import new_id
from tests.desks.reading import hidden, leads, main
from tests.desks.stories import browser
from tests.factories import make_staff
from tests.help_samples import publish_samples

pytestmark = pytest.mark.django_db

HOME = "/desk/admin/learning/"
KEY = "refund-not-received"


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def client(olga: Viewer) -> Client:
    return browser(olga)


def question(text: str, **more: object) -> Question:
    told = {"language": "ro", "at": clock.now(), "times": 1, "signals": ("unanswered",), **more}
    return Question(new_id(), None, text=text, **told)  # type: ignore[arg-type]


def group(*texts: str) -> str:
    questions = tuple(question(text, answered=(KEY,)) for text in texts)
    learning_upkeep.take_in(questions)
    near = tuple(1.0 - at / 10 for at in range(len(texts)))
    learning_upkeep.keep([Grouped(questions, near, ((KEY, 0.9),))], [], at=clock.now())
    return f"{HOME}{LearningGroup.objects.latest('id').id}/"


def chosen(client: Client, page: str) -> list[str]:
    import re

    return re.findall(r'name="question" value="([^"]+)"', client.get(page).content.decode())


def tried(client: Client, page: str, **more: object) -> str:
    """The page of a trial that waits."""
    given = {"language": "ro", "article": KEY, "question": chosen(client, page), "do": "phrases", **more}
    answer = client.post(f"{page}try", given)
    assert answer.status_code == 303, main(answer)
    return answer["Location"]


def measured(lost: int = 0) -> None:
    """What the other process would have kept."""
    worse = (Lost("unde sunt banii", KEY, "other"),) * lost
    share = Share(100, 80, 95)
    result = Measured(share, Share(100, 80 - lost, 95), 0, worse, lost, 2, 0, 2, with_meaning=False)
    trial = LearningTrial.objects.latest("id")
    learning_upkeep.keep_result(
        trial.id, codec.encode(Measured, result), revision=assistant_knowledge.revision(), at=clock.now()
    )


def test_what_is_asked_most_comes_first_with_what_was_answered(client: Client) -> None:
    publish_samples(clock.now())
    group("unde e easyboxul")
    page = group("cat tine rambursarea", "dureaza rambursarea")
    answer = client.get(HOME)
    assert main(answer).index("cat tine rambursarea") < main(answer).index("unde e easyboxul")
    assert page in leads(answer) and "not understood" in main(answer)
    one = main(client.get(page))
    assert "nearness 90 of 100" in one and "the assistant answered with it" in one
    assert not client.get(f"{HOME}?show=settled").context["lines"]
    assert not client.get(f"{HOME}?language=en").context["lines"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.AUDITOR, Role.MEDIATOR])
def test_others_do_not_read_it(role: Role) -> None:
    page = group("unde e easyboxul")
    other = browser(make_staff("x", role))
    assert other.get(HOME).status_code == 403
    assert other.post(f"{page}dismiss", {"revision": "1"}).status_code == 403


def test_a_change_is_confirmed_once_it_was_measured(client: Client) -> None:
    publish_samples(clock.now())
    page = group("banii nu mai vin", "unde raman banii mei")
    trial = tried(client, page)
    assert "It is being measured" in main(client.get(trial))
    refused = client.post(f"{trial}confirm")
    assert refused.status_code == 409 and "Measure it first" in main(refused)
    measured()
    told = main(client.get(trial))
    assert "0 of 2" in told and "2 of 2" in told and "worse" not in told
    done = client.post(f"{trial}confirm", follow=True)
    assert "A second person has to make it public" in main(done)
    version = HelpArticleVersion.objects.get(key=KEY, language="ro", state="review")
    assert version.asked_as[-2:] == ["banii nu mai vin", "unde raman banii mei"]
    undone = client.post(f"{page}undo", {"revision": hidden(client.get(page), "revision")}, follow=True)
    assert "waits to be looked at again" in main(undone)
    assert HelpArticleVersion.objects.get(id=version.id).state == "withdrawn"


def test_what_gets_worse_is_shown_and_asked_about(client: Client) -> None:
    publish_samples(clock.now())
    trial = tried(client, group("banii nu mai vin"))
    measured(lost=2)
    told = main(client.get(trial))
    assert "Other questions would be answered worse" in told and "unde sunt banii" in told
    refused = client.post(f"{trial}confirm")
    assert refused.status_code == 409
    assert not HelpArticleVersion.objects.filter(state="review").exists()
    assert client.post(f"{trial}confirm", {"worse": "yes"}).status_code == 303


def test_a_choice_of_nothing_or_of_no_article_is_refused(client: Client) -> None:
    publish_samples(clock.now())
    page = group("banii nu mai vin")
    none = client.post(f"{page}try", {"language": "ro", "article": KEY})
    assert none.status_code == 409 and "Choose at least one question" in main(none)
    given = {"language": "ro", "question": chosen(client, page), "other": "no-such-article"}
    assert client.post(f"{page}try", given).status_code == 409
    assert client.post(f"{page}try", {**given, "language": "xx"}).status_code == 409
    assert client.post(f"{page}try", {**given, "question": ["x", str(new_id())]}).status_code == 409
    assert not LearningTrial.objects.exists()
    assert client.get(f"{HOME}{new_id()}/").status_code == 404
    assert client.get(f"{page}trials/{new_id()}/").status_code == 404


def test_an_article_is_begun_from_a_group(client: Client) -> None:
    page = group("livrati la easybox", "se poate la easybox, comanda [number]")
    link = next(one for one in leads(client.get(page)) if one.endswith("/articles/new"))
    name = page.removeprefix(HOME).strip("/")
    form = client.get(f"{link}?language=ro&group={name}")
    assert "se poate la easybox, comanda" in form.content.decode()
    given = {
        "key": "easybox",
        "language": "ro",
        "title": "Easybox",
        "summary": "Livrare",
        "body": "Da.",
        "do": "save",
    }
    given |= {"group": hidden(form, "group"), "asked_as": "livrati la easybox", "section": "delivery"}
    assert client.post(link, given).status_code == 303
    became = LearningGroup.objects.get(id=UUID(name))
    assert (became.state, became.article_key, became.version_number) == ("article", "easybox", 1)
    again = client.post(link, {**given, "key": "easybox-2"})
    assert again.status_code == 422 and not HelpArticleVersion.objects.filter(key="easybox-2").exists()


def test_putting_aside_is_taken_back_and_a_stale_page_does_nothing(client: Client) -> None:
    page = group("cine a castigat meciul")
    revision = hidden(client.get(page), "revision")
    assert client.post(f"{page}dismiss", {"revision": revision}).status_code == 303
    stale = client.post(f"{page}dismiss", {"revision": revision})
    assert stale.status_code == 409 and "meanwhile" in main(stale)
    assert "put aside" in main(client.get(f"{HOME}?show=settled"))
    assert client.post(f"{page}undo", {"revision": hidden(client.get(page), "revision")}).status_code == 303
    assert LearningGroup.objects.get().state == "open"


def test_questions_are_put_together_when_an_editor_asks(client: Client) -> None:
    answer = client.post(f"{HOME}again", follow=True)
    client.post(f"{HOME}again")
    assert "They are being put together" in main(answer)
    from procrastinate.contrib.django.models import ProcrastinateJob

    assert ProcrastinateJob.objects.filter(task_name="learn", queue_name="learning").count() == 1
