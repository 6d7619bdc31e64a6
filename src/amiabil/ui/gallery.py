"""Every part in its states on one page, for development and for the tests of the face. Routed only with DEBUG."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from amiabil.domain.terms import Role
from amiabil.foundation.money import Money
from amiabil.ui import facts, formats, scale
from amiabil.ui.gallery_samples import SAMPLES, Sample

NOW = datetime(2026, 11, 17, 8, 20, tzinfo=UTC)
"""The gallery's clock stands still, so that pictures of it can be compared."""

ZONE = "Europe/Bucharest"
_IDLE = "#"


def show(request: HttpRequest) -> HttpResponse:
    """The gallery; ``?frame=desk`` shows the parts of desks in their frame, ``?dialog=1`` the consequence page."""
    language = get_language() or "en"
    sample = SAMPLES["ro" if language.startswith("ro") else "en"]
    context = parts(sample, language)
    if "dialog" in request.GET:
        return render(request, "ui/gallery/consequence.html", context)
    if request.GET.get("frame") == "desk":
        context["frame"] = desk_frame(sample)
        return render(request, "ui/gallery/desk.html", context)
    context["frame"] = portal_frame(sample)
    return render(request, "ui/gallery/parts.html", context)


def portal_frame(sample: Sample) -> facts.PortalFrame:
    """The frame of a buyer whose turn it is in one dispute."""
    icons = ("magnifying-glass", "package", "scales", "chat-circle-text")
    items = tuple(
        facts.NavItem(
            text,
            _IDLE,
            icon,
            short=short,
            count=1 if icon == "scales" else 0,
            count_label=sample.waiting,
            current=icon == "scales",
        )
        for (text, short), icon in zip(sample.nav, icons, strict=True)
    )
    return facts.PortalFrame(
        home=facts.Link("Amiabil", _IDLE),
        items=items,
        person=facts.Person.of("Ioana Mureșan", Role.BUYER),
        bell=facts.Link(sample.news, _IDLE),
        news=1,
        languages=(facts.Link("English", "?", language="en"), facts.Link("Română", "?", language="ro")),
        menu=tuple(facts.Link(text, _IDLE, icon) for text, icon in sample.menu),
        sign_out_url=_IDLE,
        foot=tuple(facts.Link(text, _IDLE) for text in sample.foot),
        zone_text=formats.zone_name(ZONE, get_language() or "en"),
    )


def desk_frame(sample: Sample) -> facts.DeskFrame:
    """The frame of a mediator."""
    first = tuple(
        facts.NavItem(
            text, _IDLE, icon, count=count, count_label=str(count), current=index == 0, alarm=index == 1
        )
        for index, (text, icon, count) in enumerate(sample.desk_nav)
    )
    tools = facts.NavGroup((facts.NavItem(sample.nav[0][0], _IDLE, "book-open"),), heading=sample.menu[0][0])
    return facts.DeskFrame(
        home=facts.Link("Amiabil", _IDLE),
        groups=(facts.NavGroup(first), tools),
        person=facts.Person.of("Mira Dobre", Role.MEDIATOR),
        role_text="mediator",
        sign_out_url=_IDLE,
    )


def _due(**left: int) -> datetime:
    """The next local midnight at least this far ahead, as deadlines of days end."""
    return (NOW + timedelta(**left)).replace(hour=22, minute=0)


def _card(sample: Sample, language: str, index: int) -> facts.DeadlineCard:
    due_at = (_due(days=6), _due(days=2), _due(days=1), NOW + timedelta(hours=3, minutes=41, seconds=20))[
        index
    ]
    text = formats.deadline(
        due_at,
        language,
        now=NOW,
        clocks=formats.Clocks(ZONE, "Europe/Berlin" if index == 3 else ZONE),
        started_at=NOW - timedelta(days=index),
    )
    heading, silence = sample.deadlines[index]
    return facts.DeadlineCard(text, heading, sample.silence_label, silence)


def _turns(sample: Sample, language: str) -> dict[str, object]:
    acts = (
        facts.Act(sample.acts[0], "#offers", style="primary"),
        facts.Act(sample.acts[1], _IDLE, style="quiet"),
    )
    mine = facts.TurnBanner(
        "buyer", True, sample.my_turn, sample.turn_title, sample.turn_text, acts, _card(sample, language, 1)
    )
    waiting = facts.TurnBanner(
        "seller",
        False,
        sample.their_turn,
        sample.wait_title,
        sample.wait_text,
        (),
        _card(sample, language, 0),
    )
    ended = facts.TurnBanner("", False, sample.ended, sample.ended_title)
    suspended = facts.DeadlineCard(None, sample.paused, kept=formats.days(3, language))
    return {
        "turns": (mine, waiting, ended),
        "cards": (*(_card(sample, language, index) for index in (0, 2, 3)), suspended),
    }


def _lei(amount: str) -> Money:
    return Money.parse(amount, "RON")


def _offers(sample: Sample, language: str) -> dict[str, object]:
    drawn = scale.draw(
        scale.Movement(Role.SELLER, [_lei("80"), _lei("150")]),
        scale.Movement(Role.BUYER, [_lei("245"), _lei("200")]),
        _lei("489"),
        language=language,
        label=sample.scale_label,
    )
    rows = tuple(facts.Row(*pair) for pair in sample.offer_rows)
    columns = (
        facts.OfferColumn(
            facts.Person.of("Atelier Luminos", Role.SELLER),
            sample.offer_heads[0],
            formats.money(_lei("150"), language),
            rows,
        ),
        facts.OfferColumn(
            facts.Person.of("Ioana Mureșan", Role.BUYER),
            sample.offer_heads[1],
            formats.money(_lei("200"), language),
            rows,
        ),
    )
    answers = tuple(
        facts.Answer(facts.Act(text, _IDLE, opens="gallery-dialog" if index == 0 else ""), means)
        for index, (text, means) in enumerate(sample.answers)
    )
    return {
        "offers": facts.Offers(sample.offers_title, sample.offers_of, columns, drawn, answers),
        "consequence": facts.Consequence(
            "gallery-dialog",
            sample.dialog_title,
            tuple(facts.ConsequenceItem(*item) for item in sample.dialog_items),
            sample.dialog_keep,
            "?",
            facts.Act(sample.dialog_do, _IDLE, method="post", style="bad"),
        ),
    }


def _thread(sample: Sample, language: str) -> dict[str, object]:
    at = [
        formats.moment(NOW - timedelta(hours=hours), language, zone=ZONE, now=NOW)
        for hours in (1, 17, 24, 71)
    ]
    people = (facts.Person.of("Atelier Luminos", Role.SELLER), facts.Person.of("Raluca P.", Role.AGENT))
    everyone, closed, staff = (
        facts.AudienceMark(text, closed=index > 0) for index, text in enumerate(sample.audiences)
    )
    entries: tuple[facts.Message | facts.EventLine, ...] = (
        facts.Message("1", people[0], sample.roles[0], at[0], everyone, sample.messages[0]),
        facts.Message("2", people[1], sample.roles[1], at[1], closed, sample.messages[1]),
        facts.Message("3", people[1], sample.roles[1], at[2], staff, sample.messages[2], note=True),
        facts.EventLine("4", sample.event, at[3]),
    )
    choices = tuple(
        facts.AudienceChoice(str(index), text, selected=index == 0, closed=index > 0)
        for index, text in enumerate(sample.audiences[:2])
    )
    return {
        "thread": facts.Thread(sample.thread_title, entries, _IDLE, sample.older),
        "composer": facts.Composer(_IDLE, choices, "018f0000-0000-7000-8000-000000000000", "gallery"),
    }


def _evidence(sample: Sample) -> dict[str, object]:
    buyer, seller = (
        facts.Person.of("Ioana Mureșan", Role.BUYER),
        facts.Person.of("Atelier Luminos", Role.SELLER),
    )
    picture = "/static/images/mark.svg"
    tiles = (
        facts.EvidenceTile(
            "1", sample.tiles[0], buyer, sample.tile_date, "image", picture, picture, by_text=sample.you
        ),
        facts.EvidenceTile(
            "2", sample.tiles[1], buyer, sample.tile_date, "image", picture, picture, by_text=sample.you
        ),
        facts.EvidenceTile(
            "3", sample.tiles[2], seller, sample.tile_date, "document", "", picture, late_text=sample.late
        ),
        facts.EvidenceTile("4", sample.tiles[3], seller, sample.tile_date, "video", checking=sample.checking),
    )
    needs = tuple(
        facts.Need(
            title, text, done=index == 0, required=index < 2, act=None if index == 0 else _add(sample, index)
        )
        for index, (title, text) in enumerate(sample.needs)
    )
    files = (
        facts.UploadedFile(
            "1", "abajur-fisura.jpg", "3,1 MB", facts.Chip(sample.checked, "good", "check-circle")
        ),
    )
    return {
        "evidence": facts.Evidence(
            sample.evidence_title, sample.evidence_about, tiles, facts.Link(sample.add, _IDLE)
        ),
        "requirements": facts.Requirements(needs, sample.missing),
        "upload": facts.Upload("files", sample.upload_label, _IDLE, sample.upload_about, files=files),
    }


def _add(sample: Sample, index: int) -> facts.Act:
    return facts.Act(
        sample.add, "#field-files", style="plain" if index == 1 else "quiet", icon="camera", small=True
    )


def _orders(sample: Sample, language: str) -> dict[str, object]:
    rights = tuple(
        facts.RightCell(term, value, left, whole, left_text, link=facts.Link(link, _IDLE), over=left is None)
        for term, value, left, whole, left_text, link in sample.rights
    )
    lines = (
        facts.OrderLine(
            sample.lines[0][0],
            sample.lines[0][1],
            "/static/images/mark.svg",
            facts.Chip(sample.my_turn, "brand", "scales"),
            facts.Act(sample.acts[2], _IDLE, style="primary"),
        ),
        facts.OrderLine(
            sample.lines[1][0], sample.lines[1][1], act=facts.Act(sample.acts[3], _IDLE), small=True
        ),
    )
    rows = tuple(
        facts.CaseRow(
            sample.lines[0][0],
            _IDLE,
            sample.case_about,
            facts.Chip(chip, "brand" if index == 0 else "plain"),
            stage,
            3 if index == 0 else 1,
            5,
            bold,
            rest,
            "clock" if index == 0 else "hourglass-medium",
            mine=index == 0,
        )
        for index, (chip, stage, bold, rest) in enumerate(sample.rows)
    )
    order = facts.OrderCard(
        "204 815", sample.seller, sample.delivered, formats.money(_lei("546.99"), language), lines, rights
    )
    return {"order": order, "rows": rows}


def _small(sample: Sample) -> dict[str, object]:
    stages = tuple(facts.Stage(name, when, facts.StageState(state)) for name, when, state in sample.stages)
    tones = ("plain", "brand", "good", "warn", "bad")
    return {
        "rail": facts.Rail(stages, sample.rail_short, sample.stages[2][1]),
        "steps": facts.Steps(3, 4, sample.step_text),
        "shown_notices": tuple(
            facts.Notice(text, title, tone, act=facts.Link(sample.acts[2], _IDLE) if tone == "bad" else None)  # type: ignore[arg-type]  # the five tones in order
            for tone, (title, text) in zip(tones, sample.notices, strict=True)
        ),
        "empty": facts.Empty(*sample.empty, icon="scales", act=facts.Link(sample.nav[1][0], _IDLE)),
        "pager": facts.Pager("?", "?", sample.step_text),
        "chips": tuple(
            facts.Chip(sample.long_chip, tone)  # type: ignore[arg-type]  # every tone in turn
            for tone in (*tones, "buyer", "seller", "mediator")
        ),
        "crumbs": (facts.Link(sample.nav[2][0], _IDLE), facts.Link("D-4H8P-6TXC", "")),
        "saved": sample.saved,
        "long_act": facts.Act(sample.long_button, _IDLE),
    }


def _forms(sample: Sample) -> dict[str, object]:
    labels = sample.form
    return {
        "fields": (
            facts.Field("name", labels[0], hint=labels[1], value="Ioana", autocomplete="name"),
            facts.Field("text", labels[2], "textarea", error=labels[3], required=True),
            facts.Field(
                "kind",
                labels[4],
                "select",
                options=(facts.Option("1", labels[5]), facts.Option("2", labels[6])),
            ),
        ),
        "money": facts.MoneyField(
            "amount", labels[7], "lei", "150,50", labels[8], labels[9], after=labels[10]
        ),
        "choice": facts.Choice(
            "remedy",
            labels[11],
            (facts.Option("a", labels[5], labels[1], True), facts.Option("b", labels[6])),
        ),
        "boxes": facts.Choice(
            "edited", labels[11], (facts.Option("1", labels[12], labels[13], True),), several=True
        ),
        "summary": facts.ErrorSummary(
            labels[14], (facts.Link(labels[3], "#field-text"), facts.Link(labels[9], "#field-amount"))
        ),
    }


def parts(sample: Sample, language: str) -> dict[str, object]:
    """The facts of all parts."""
    return {
        "now": NOW,
        **_turns(sample, language),
        **_offers(sample, language),
        **_thread(sample, language),
        **_evidence(sample),
        **_orders(sample, language),
        **_small(sample),
        **_forms(sample),
    }
