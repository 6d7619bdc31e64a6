"""The API as a whole: its operations, who may call them, and how every refusal leaves it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.responses import NinjaJSONEncoder

from amiabil.channels.api import (
    call_backs,
    changes,
    complaint_hearing,
    contact_options,
    disputes,
    evidence,
    figures,
    help_articles,
    help_search,
    joining,
    keys,
    measures,
    orders,
    out_of_court,
    payouts,
    people,
    previews,
    rates,
    reports,
    schemas,
    search,
    sellers,
    staff,
    state_machine,
    ticket_copies,
    ticket_files,
    ticket_ties,
    tickets,
)
from amiabil.channels.api.authentication import ApiKey
from amiabil.channels.api.description import PROBLEM
from amiabil.foundation.errors import AmiabilError, Fact, InvalidFields, NotFound
from amiabil.ui.problem_documents import MethodNotAllowed, UnknownParameter, problem

_ABOUT = """Orders go in, disputes are opened, answered and read, for systems of the marketplace.

Amounts are objects of text and currency, instants RFC 3339 in UTC. Unknown members are refused in requests;
ignore those you do not know in answers. Every refusal is `application/problem+json` with a stable `code`."""

api = NinjaAPI(
    title="Amiabil",
    version="1",
    description=_ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    auth=ApiKey(),
)
ROUTERS = (
    orders.router,
    previews.router,
    disputes.router,
    joining.router,
    evidence.router,
    reports.router,
    payouts.router,
    complaint_hearing.router,  # before ``measures``, whose reference takes the rest of an address
    measures.router,
    figures.router,
    out_of_court.router,
    people.router,
    rates.router,
    contact_options.router,
    call_backs.router,
    search.router,
    sellers.router,
    help_articles.router,
    help_search.router,
    tickets.router,
    ticket_files.router,
    ticket_copies.router,
    ticket_ties.router,
    state_machine.router,
    changes.router,
    keys.router,
    staff.router,
)
for router in ROUTERS:
    api.add_router("", router)

SCHEMAS = {
    "Problem": PROBLEM,
    **orders.SCHEMAS,
    **schemas.SCHEMAS,
    **previews.SCHEMAS,
    **evidence.SCHEMAS,
    **reports.SCHEMAS,
    **payouts.SCHEMAS,
    **measures.SCHEMAS,
    **figures.SCHEMAS,
    **out_of_court.SCHEMAS,
    **people.SCHEMAS,
    **rates.SCHEMAS,
    **contact_options.SCHEMAS,
    **call_backs.SCHEMAS,
    **search.SCHEMAS,
    **sellers.SCHEMAS,
    **help_articles.SCHEMAS,
    **help_search.SCHEMAS,
    **tickets.SCHEMAS,
    **ticket_copies.SCHEMAS,
    **ticket_ties.SCHEMAS,
    **state_machine.SCHEMAS,
    **keys.SCHEMAS,
    **staff.SCHEMAS,
}


@api.exception_handler(AmiabilError)
def refuse(request: HttpRequest, error: AmiabilError) -> HttpResponse:
    """A refusal of any room."""
    return problem(request, error)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """An address that leads nowhere."""
    return problem(request, NotFound())


@api.exception_handler(ValidationError)
def bad_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter in the query that is not of its kind."""
    names = [str(one["loc"][-1]) for one in error.errors]
    return problem(request, InvalidFields(tuple(UnknownParameter(field=f"/{name}") for name in names)))


def description() -> str:
    """The OpenAPI description as it is published; the same for every installation."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    schema["components"]["schemas"] = dict(sorted(SCHEMAS.items()))
    schema["servers"] = [{"url": "/"}]
    return json.dumps(schema, indent=2, ensure_ascii=False, cls=NinjaJSONEncoder) + "\n"


def problems_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with the framework's own short answers told as problems too."""

    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405 and response["Content-Type"] != "application/problem+json":
            allowed = sorted(one.strip() for one in response.headers.get("Allow", "").split(","))
            return problem(request, MethodNotAllowed(allowed=list[Fact](allowed)))
        return response

    told.csrf_exempt = True  # type: ignore[attr-defined]  # keys are no cookies
    return told
