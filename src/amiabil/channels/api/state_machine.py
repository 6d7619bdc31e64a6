"""The procedure for machines: which command may come in which state and from whom, made from the table that decides."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router

from amiabil.channels.api.acting import roles_for
from amiabil.channels.api.arguments import arguments_schema, takes_evidence
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, ref
from amiabil.domain.access import Act, demand
from amiabil.domain.disputes.arguments import ARGUMENTS
from amiabil.domain.disputes.procedure import HOLDERS, OF_LANE, PROCEDURE
from amiabil.domain.terms import Command, Flag, Lane, Outcome, State, Timer
from amiabil.foundation.fields import Schema

router = Router(tags=["disputes"])


@router.get(
    "/procedure",
    operation_id="getProcedure",
    summary="Read the procedure as a state machine",
    openapi_extra=described({HTTPStatus.OK: ("States, commands, roles, timers.", ref("Procedure"))}),
)
def get_procedure(request: HttpRequest) -> JsonResponse:
    """The same for all disputes of this version. What is open in one now is its `available_actions`."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    return JsonResponse(document())


def document() -> dict[str, Any]:
    """The procedure as it is published."""
    return {
        "states": [{"name": state.value, "commands": _commands_in(state)} for state in State],
        "commands": [_command(command) for command in Command if command in ARGUMENTS],
        "lanes": [
            {
                "name": lane.value,
                "commands": sorted(command.value for command in OF_LANE.get(lane, HOLDERS)),
            }
            for lane in Lane
        ],
        "timers": [timer.value for timer in Timer],
        "outcomes": [outcome.value for outcome in Outcome],
        "flags": [flag.value for flag in Flag],
    }


def _commands_in(state: State) -> dict[str, list[str]]:
    return {
        command.value: sorted(role.value for role in roles)
        for (where, command), roles in PROCEDURE.items()
        if where is state
    }


def _command(command: Command) -> dict[str, Any]:
    return {
        "name": command.value,
        "roles": sorted(role.value for role in HOLDERS[command]),
        "as": [role.value for role in roles_for(command)],
        "takes_evidence": takes_evidence(command),
        "arguments": arguments_schema(command),
    }


_WORDS: Schema = {"type": "array", "items": {"type": "string"}}

SCHEMAS: dict[str, Schema] = {
    "Procedure": {
        "type": "object",
        "required": ["states", "commands", "lanes", "timers", "outcomes", "flags"],
        "properties": {
            "states": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "commands"],
                    "properties": {
                        "name": {"type": "string"},
                        "commands": {
                            "type": "object",
                            "description": "The roles that may give each command in this state.",
                            "additionalProperties": _WORDS,
                        },
                    },
                },
            },
            "commands": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "roles", "as", "takes_evidence", "arguments"],
                    "properties": {
                        "name": {"type": "string"},
                        "roles": _WORDS,
                        "as": {
                            **_WORDS,
                            "description": "As whom a key may give it; none: people at a desk only.",
                        },
                        "takes_evidence": {"type": "boolean"},
                        "arguments": {"type": "object", "description": "JSON Schema."},
                    },
                },
            },
            "lanes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "commands"],
                    "properties": {"name": {"type": "string"}, "commands": _WORDS},
                },
            },
            "timers": _WORDS,
            "outcomes": _WORDS,
            "flags": _WORDS,
        },
    }
}
