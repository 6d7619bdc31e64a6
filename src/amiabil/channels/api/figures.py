"""Reports over many cases: disputes and sellers of a period, and the figures of the yearly transparency report."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router

from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.out_of_court import Body, Ending
from amiabil.domain.reports import writing, writing_chats
from amiabil.domain.reports.chats import SIGNED, TO_COLLEAGUE, TO_QUEUE, VISITOR
from amiabil.domain.reports.counting import CHANGED, PERSON, TOOLS, UNSAID, UPHELD
from amiabil.domain.reports.report import Asked
from amiabil.domain.reports.requests import BY_CUSTOMER, BY_MERGING, BY_STAFF
from amiabil.domain.support.chat import AskedFor
from amiabil.domain.support.chat import Ending as Ended
from amiabil.domain.support.terms import LevelClock, Rating
from amiabil.domain.terms import Lane
from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import Choice, Day, FieldRequired, Form, Problems, Schema
from amiabil.records import out_of_court, reports
from amiabil.records.reports import ShopFigures

router = Router(tags=["figures"])

_COUNTRY = Form("country", "[A-Z]{2}", most=2)
First = Annotated[str | None, Query(alias="from", description="The first day, `YYYY-MM-DD`.")]
Last = Annotated[str | None, Query(alias="to", description="The last day, included.")]


@router.get(
    "/reports/disputes",
    operation_id="reportDisputes",
    summary="Read the figures of disputes of a period",
    openapi_extra=described(
        {HTTPStatus.OK: ("The figures, from counters that follow the events.", ref("DisputesReport"))},
        refusals=(HTTPStatus.UNPROCESSABLE_ENTITY,),
    ),
)
def report_disputes(
    request: HttpRequest,
    since: First = None,
    until: Last = None,
    lane: str | None = None,
    country: str | None = None,
) -> HttpResponse:
    """Open and closed, times, outcomes, silence, decisions, appeals, what was late; of a lane and a country if named.

    Medians and `p90` are right to within `span_error_percent`. `counted` says how far the counters are."""
    viewer = _reader(request)
    asked = _asked(since, until, lane, country)
    return JsonResponse(writing.document(reports.report(viewer, asked), out_of_court.totals(viewer, asked)))


@router.get(
    "/reports/sellers",
    operation_id="reportSellers",
    summary="List sellers with disputes in a period",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of sellers, the most disputes first.", listed(ref("SellerFigures")))},
        refusals=(HTTPStatus.UNPROCESSABLE_ENTITY,),
    ),
)
def report_sellers(
    request: HttpRequest,
    since: First = None,
    until: Last = None,
    limit: int | None = None,
    after: str | None = None,
) -> HttpResponse:
    """Under the guarantee and the law of conformity; `orders` are those paid in the period, counted once a day."""
    found = reports.shops(_reader(request), _asked(since, until), limit=limit, after=after)
    return page_of(found, _seller)


@router.get(
    "/reports/requests",
    operation_id="reportRequests",
    summary="Read the figures of requests for help of a period",
    openapi_extra=described(
        {HTTPStatus.OK: ("The figures, from counters that follow the events.", ref("RequestsReport"))},
        refusals=(HTTPStatus.UNPROCESSABLE_ENTITY,),
    ),
)
def report_requests(request: HttpRequest, since: First = None, until: Last = None) -> HttpResponse:
    """Made, ended and open, time to the first answer and to the solution by topic, promises missed, ratings."""
    return JsonResponse(writing.requests(reports.of_requests(_reader(request), _asked(since, until))))


@router.get(
    "/reports/chats",
    operation_id="reportChats",
    summary="Read the figures of chats of a period",
    openapi_extra=described(
        {HTTPStatus.OK: ("The figures, from counters that follow the events.", ref("ChatsReport"))},
        refusals=(HTTPStatus.UNPROCESSABLE_ENTITY,),
    ),
)
def report_chats(request: HttpRequest, since: First = None, until: Last = None) -> HttpResponse:
    """Begun and ended, why a person was asked for and how long that took, what was missed, ratings."""
    return JsonResponse(writing_chats.chats(reports.of_chats(_reader(request), _asked(since, until))))


@router.get(
    "/reports/transparency",
    operation_id="reportTransparency",
    summary="Read the figures of the yearly transparency report",
    openapi_extra=described(
        {HTTPStatus.OK: ("What DSA art. 15 and 24 ask about complaints.", ref("TransparencyReport"))},
        refusals=(HTTPStatus.UNPROCESSABLE_ENTITY,),
    ),
)
def report_transparency(request: HttpRequest, since: First = None, until: Last = None) -> HttpResponse:
    """Measures, complaints, decisions and their time; proceedings outside; `p2b` where that law obliges."""
    viewer = _reader(request)
    asked = _asked(since, until, Lane.PLATFORM_COMPLAINT.value)
    told, outside = reports.report(viewer, asked), out_of_court.totals(viewer, asked)
    return JsonResponse(writing.transparency(told, outside, p2b=settings.AMIABIL_P2B))


def _reader(request: HttpRequest) -> Viewer:
    viewer = caller(request)
    demand(viewer, Act.SEE_REPORTS)
    return viewer


def _asked(
    since: str | None, until: str | None, lane: str | None = None, country: str | None = None
) -> Asked:
    problems: Problems = []
    first, last = _day(since, "/from", problems), _day(until, "/to", problems)
    if lane:
        Choice(Lane).read(lane, "/lane", problems)
    if country:
        _COUNTRY.read(country, "/country", problems)
    if problems or first is None or last is None:
        raise InvalidFields(tuple(problems))
    return Asked(first, last, lane or "", country or "").checked()


def _day(text: str | None, at: str, problems: Problems) -> date | None:
    if text:
        return Day().read(text, at, problems)
    problems.append(FieldRequired(field=at))
    return None


def _seller(one: ShopFigures) -> dict[str, Any]:
    return {
        "seller": one.ref,
        "orders": one.orders,
        "opened": one.opened,
        "closed": one.closed,
        "at_fault": one.fault,
        "silent": one.silent,
    }


# ---- as others read of it -------------------------------------------------------------------------


def _rows(**members: Schema) -> Schema:
    return {"type": "array", "items": _record(**members)}


def _record(**members: Schema) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _names(*names: str) -> Schema:
    return {"type": "string", "enum": list(names)} if names else {"type": "string"}


_COUNT: Schema = {"type": "integer"}
_DAY: Schema = {"type": "string", "format": "date"}
_SECONDS: Schema = {"type": ["integer", "null"], "description": "Seconds; null without any case."}
_LANE = _names(*(lane.value for lane in Lane))
_MEANS: Schema = {
    **_names(PERSON, TOOLS, UNSAID),
    "description": "`tools`: a person, with automated means. `unsaid`: the form did not say.",
}
_SPREAD = {"cases": _COUNT, "median_seconds": _SECONDS, "p90_seconds": _SECONDS}
_COUNTED = _record(at={"type": ["string", "null"], "format": "date-time"}, stream_seq=_COUNT, behind=_COUNT)
_OUTSIDE = _record(
    begun=_rows(body=_names(*(one.value for one in Body)), times=_COUNT),
    ended=_rows(
        body=_names(*(one.value for one in Body)),
        outcome=_names(*(one.value for one in Ending)),
        times=_COUNT,
    ),
    running=_COUNT,
    median_seconds=_SECONDS,
    owed=_COUNT,
    implemented=_COUNT,
)
_FLOW = ("open_before", "opened", "reopened", "came_over", "went_over", "closed", "open_after")
_PERIOD = {"from": _DAY, "to": _DAY, "counted": _COUNTED}

_P2B: Schema = {
    **_record(
        complaints=_COUNT,
        grounds=_rows(ground=_names(), times=_COUNT),
        verdicts=_rows(verdict=_names(), times=_COUNT),
        time_to_decision=_record(**_SPREAD),
    ),
    "description": "Complaints by sellers, where the installation has `AMIABIL_P2B`.",
}
_TRANSPARENCY = _record(
    **_PERIOD,
    measures=_rows(kind=_names(), means=_MEANS, times=_COUNT),
    notices=_rows(category=_names(), times=_COUNT),
    notices_of_trusted_flaggers=_rows(category=_names(), times=_COUNT),
    notices_decided=_rows(outcome=_names(), means=_MEANS, times=_COUNT),
    time_to_decide_notices=_record(**_SPREAD),
    notices_reviewed=_rows(outcome=_names(), times=_COUNT),
    complaints=_rows(ground=_names(), complainant=_names(), times=_COUNT),
    verdicts=_rows(verdict=_names(), complainant=_names(), times=_COUNT),
    time_to_decision=_record(**_SPREAD),
    reversed=_COUNT,
    decisions=_rows(means=_MEANS, times=_COUNT),
    late=_rows(duty=_names(), times=_COUNT, again=_COUNT),
    out_of_court=_OUTSIDE,
    span_error_percent=_COUNT,
)

SCHEMAS: dict[str, Schema] = {
    "DisputesReport": _record(
        **_PERIOD,
        lane={"type": ["string", "null"]},
        country={"type": ["string", "null"]},
        flow=_rows(lane=_LANE, **dict.fromkeys(_FLOW, _COUNT)),
        took=_rows(lane=_LANE, **_SPREAD),
        stages=_rows(lane=_LANE, state=_names(), **_SPREAD),
        reasons=_rows(lane=_LANE, reason=_names(), times=_COUNT),
        outcomes=_rows(lane=_LANE, outcome=_names(), times=_COUNT),
        silence=_rows(lane=_LANE, timer=_names(), led_to=_names(), times=_COUNT),
        decisions=_rows(lane=_LANE, means=_MEANS, times=_COUNT),
        by_rule={**_COUNT, "description": "Closed on the seller's silence alone, by the policy."},
        appeals=_rows(lane=_LANE, by=_names("buyer", "seller"), times=_COUNT),
        reviews=_rows(lane=_LANE, result=_names(UPHELD, CHANGED), times=_COUNT),
        late=_rows(lane=_LANE, duty=_names(), times=_COUNT, again=_COUNT),
        breaches=_rows(lane=_LANE, rule=_names("L3", "L8", "L9"), times=_COUNT),
        out_of_court=_OUTSIDE,
        span_error_percent=_COUNT,
    ),
    "RequestsReport": _record(
        **_PERIOD,
        **dict.fromkeys(("open_before", "made", "opened_again", "ended", "open_after"), _COUNT),
        topics=_rows(topic=_names(), times=_COUNT),
        reopened=_rows(why=_names(BY_CUSTOMER, BY_STAFF, BY_MERGING), times=_COUNT),
        first_answer=_rows(topic=_names(), **_SPREAD),
        solution=_rows(topic=_names(), **_SPREAD),
        time_to_first_answer=_record(**_SPREAD),
        time_to_solution=_record(**_SPREAD),
        missed=_rows(promise=_names(*LevelClock), times=_COUNT),
        ratings=_rows(rating=_names(*Rating), times=_COUNT),
        span_error_percent=_COUNT,
    ),
    "ChatsReport": _record(
        **_PERIOD,
        begun=_rows(by=_names(SIGNED, VISITOR), times=_COUNT),
        without_a_person=_COUNT,
        handed_over=_rows(why=_names(*AskedFor), times=_COUNT),
        time_to_a_person=_record(**_SPREAD),
        missed=_COUNT,
        given_on=_rows(to=_names(TO_COLLEAGUE, TO_QUEUE), times=_COUNT),
        handed_back=_COUNT,
        ended=_rows(how=_names(*Ended), times=_COUNT),
        ratings=_rows(rating=_names(*Rating), times=_COUNT),
        span_error_percent=_COUNT,
    ),
    "SellerFigures": _record(
        seller=_names(), **dict.fromkeys(("orders", "opened", "closed", "at_fault", "silent"), _COUNT)
    ),
    "TransparencyReport": {
        **_TRANSPARENCY,
        "properties": {**_TRANSPARENCY["properties"], "p2b": _P2B},
    },
}
