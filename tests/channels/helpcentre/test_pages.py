"""The start, the rights, and the entrance to disputes and reports: what each reader sees, and where each door leads."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client

from amiabil.actions.policies import policy_of_text
from amiabil.channels.helpcentre import rights, sections, start
from amiabil.domain import policy as policies
from amiabil.domain.helpcentre.article import Section
from amiabil.domain.policy.timers import Timers
from amiabil.records import clock
from amiabil.records.ranks import WAITING
from amiabil.ui.words.help_centre import ICONS
from tests.channels.portal.visitor import signed_in
from tests.factories import make_world
from tests.jobs.cases import opened

NBSP = "\N{NO-BREAK SPACE}"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_the_start_begins_with_the_search_and_the_ways_to_people(reader: Client) -> None:
    html = page(reader, "/en/help/").split('<main id="main"')[1]
    search, ways, shelf = (
        html.index(one) for one in ('role="search"', 'class="plain-list ways"', 'class="shelves"')
    )
    assert search < ways < shelf
    assert '<a href="/en/help/sections/refunds">' in html
    assert 'id="read"' not in html, "nothing was read yet"


def test_a_buyer_sees_the_case_that_waits_for_them(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    opened(world)
    assert "It is your turn" not in page(signed_in(world.buyer), "/en/help/"), "the seller has to answer"
    monkeypatch.setattr(start, "MY_TURN", WAITING)
    html = page(signed_in(world.buyer), "/en/help/")
    assert "It is your turn in the dispute about" in html and 'href="/en/disputes/D-' in html
    assert "It is your turn" not in page(reader, "/en/help/")


def test_a_long_section_is_cut_on_the_start_and_in_steps_on_its_page(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "ON_A_SHELF", 0)
    assert 'href="/en/help/sections/refunds">All 1 article</a>' not in page(reader, "/en/help/")
    monkeypatch.setattr(sections, "SIZE", 1)
    assert 'rel="next"' not in page(reader, "/en/help/sections/refunds?after=rubbish")


def test_every_section_has_an_icon() -> None:
    assert set(ICONS) == set(Section)


def test_the_rights_are_those_of_the_policy(reader: Client) -> None:
    policy = policies.installed_policy("ro-default").resolve()
    html = page(reader, "/en/rights/")
    assert f"{policy.lanes.statutory_withdrawal.days}{NBSP}days from the day" in html
    assert f'<td data-column="At most">{policy.timers.appeal.days}{NBSP}days</td>' in html
    assert f">{policy.timers.return_label.business_days} working days</td>" in html.replace(NBSP, " ")
    assert html.count('<th scope="row">') == len(Timers.__dataclass_fields__) - 4, (
        "what no party waits for is left out"
    )
    payers = html.split('id="returns-title"')[1].split("</section>")[0]
    assert re.findall("<dd>(.*?)</dd>", payers) == ["the seller", "you", "as the shop says beside the order"]


def test_the_rights_promise_no_solution_where_no_dispute_decides(reader: Client) -> None:
    html = page(reader, "/en/rights/")
    row = html.split("I did not make this payment")[1].split("</div>")[0]
    assert "Your bank decides" in row and "Replacement" not in row


def test_the_rights_name_what_the_legal_guarantee_gives_first(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cap = (
        policies.installed_policy("ro-default").resolve().lanes.statutory_conformity.repair_cap_calendar_days
    )
    assert f"free of charge, within {cap}{NBSP}days" in page(reader, "/en/rights/")
    free = policy_of_text(_FREE_CHOICE, name="free@1")
    known = rights.rules_at(clock.now())
    monkeypatch.setattr(rights, "rules_at", lambda _at: rights.Rules(free, known.declared, known.outages))
    assert "free of charge" not in page(reader, "/en/rights/?country=ZZ"), "asked anew, for what is kept"


def test_a_buyer_sees_dates_of_their_own_orders(reader: Client) -> None:
    world = make_world()
    html = page(signed_in(world.buyer), "/en/rights/")
    assert f'href="/en/orders/{world.order_ref}"' in html and 'class="rights"' in html
    assert 'class="rights"' not in page(reader, "/en/rights/")


def test_a_country_with_rules_of_its_own_can_be_chosen(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'aria-label="Country"' not in page(reader, "/en/rights/?country=DE"), (
        "one set of rules holds for all"
    )
    layered = policy_of_text(_LAYERED, name="layered@1")
    known = rights.rules_at(clock.now())
    monkeypatch.setattr(rights, "rules_at", lambda _at: rights.Rules(layered, known.declared, known.outages))
    everywhere, germany = page(reader, "/en/rights/?country=ZZ"), page(reader, "/en/rights/?country=DE")
    assert f"30{NBSP}days from delivery" in everywhere and f"44{NBSP}days from delivery" in germany
    assert 'href="/en/rights/?country=DE" aria-current="page">Germany</a>' in germany


_FREE_CHOICE = """
policy: {id: free, version: 1, effective_from: 2026-01-01, extends: ro-default@3}
remedies: {locked_in_statutory_conformity: []}
"""

_LAYERED = """
policy: {id: layered, version: 1, effective_from: 2026-01-01, extends: ro-default@3}
layers:
  - when: {country: DE}
    set: {lanes.guarantee.non_conformity.closes.after_delivery_days: 44}
"""


def test_each_problem_has_its_door(reader: Client) -> None:
    html = page(reader, "/en/help/disputes-and-reports")
    ways = [unescape(one) for one in re.findall(r'class="stretched" href="([^"]+)"', html)]
    doors = [one.partition("&")[0].removesuffix("?fraud=1") for one in ways]
    assert doors == [
        *(f"/en/report/?target={one}" for one in ("seller", "listing", "review", "product")),
        *(f"/en/request/{one}" for one in ("account", "payment", "account")),
    ]
    for door in ways:
        form = page(reader, door)
        assert "Product and model" not in form, "nobody is asked for a product who has none"
        assert 'method="post"' in form
        if "target" in door:
            assert re.search(rf'value="{door.partition("=")[2]}"[^>]*checked', form), (
                "the first question is answered"
            )
    buyer = signed_in(make_world().buyer)
    own = page(buyer, "/en/help/disputes-and-reports?after=rubbish")
    assert 'href="/en/orders/4101/dispute"' in own
    for topic in ("account", "payment"):
        assert f'href="/en/tickets/new/{topic}?fraud=1&' in own
    said = page(buyer, unescape(re.findall(r'href="(/en/tickets/new/account[^"]+)"', own)[1]))
    assert 'value="A message that pretends to be from us"' in said, "the agent reads at once what it is"


def test_the_map_holds_every_page_in_its_languages(reader: Client) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    tree = ElementTree.fromstring(reader.get("/sitemap.xml").content)
    found = {str(one.text) for one in tree.iterfind("s:url/s:loc", names)}
    home = "http://localhost:8000"
    assert {f"{home}/{code}/help/refund-not-received" for code in ("ro", "en")} <= found
    assert f"{home}/en/help/dispute-status" in found and f"{home}/ro/help/dispute-status" not in found
    assert f"{home}/ro/rights/" in found
    for one in found:
        assert reader.get(one.removeprefix(home)).status_code == 200, one


def test_the_feed_tells_what_is_new(reader: Client) -> None:
    answer = reader.get("/ro/help/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert len(tree.findall(f"{atom}entry")) == 2
    assert tree.findtext(f"{atom}updated") == tree.findtext(f"{atom}entry/{atom}updated")


def test_programs_are_told_where_not_to_go(reader: Client) -> None:
    text = reader.get("/robots.txt").content.decode()
    assert "Disallow: /*/help/*/to/" in text and "Sitemap: http://localhost:8000/sitemap.xml" in text


@pytest.mark.parametrize(
    "path",
    [
        "/en/help/?q=" + "x" * 9000,
        "/en/rights/?country=%00",
        "/en/help/sections/refunds?after=%ff",
        "/en/help/?after=[]",
    ],
)
def test_odd_queries_get_the_page(reader: Client, path: str) -> None:
    page(reader, path)
