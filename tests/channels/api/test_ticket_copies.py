"""Who is in copy of a request, over the API: listed, added once, taken out, refused with a reason."""

from __future__ import annotations

import pytest

from amiabil.records.models import AuditEntry
from tests.actions.test_contacts import asked, somebody
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer

pytestmark = pytest.mark.django_db


def test_somebody_is_put_in_copy_listed_and_taken_out() -> None:
    crm, file = Program(make_key("tickets:write", name="crm")), asked(somebody())
    here = f"/tickets/{file.reference}"
    answer = crm.post(f"{here}/copy", {"address": "Ion@Firma.example"}, Idempotency_Key="1")
    assert answer.status == 200, answer.json
    assert faults(answer.json, schema_of_answer("POST", "/tickets/{reference}/copy", 200)) == []
    (one,) = answer.json["items"]
    assert (one["address"].lower(), one["named_by"]) == ("ion@firma.example", "staff")
    assert crm.get(f"{here}/copies").json == answer.json
    again = crm.post(f"{here}/copy", {"address": "ion@firma.example"}, Idempotency_Key="2")
    assert (again.status, again.json["code"]) == (409, "not_in_copy")
    wrong = crm.post(f"{here}/copy", {"address": "ion"}, Idempotency_Key="3")
    assert (wrong.status, wrong.json["errors"][0]["pointer"]) == (422, "/address")
    for key in ("4", "5"):
        left = crm.post(f"{here}/uncopy", {"person": one["id"]}, Idempotency_Key=key)
        assert (left.status, left.json["items"]) == (200, [])
    told = AuditEntry.objects.filter(action__in=("ticket.copied", "ticket.uncopied"))
    assert told.count() == 2


def test_a_key_that_only_reads_lists_and_adds_nobody() -> None:
    reader, file = Program(make_key("tickets:read", name="reader")), asked(somebody())
    assert reader.get(f"/tickets/{file.reference}/copies").json == {"items": [], "next": None}
    refused = reader.post(
        f"/tickets/{file.reference}/copy", {"address": "ion@firma.example"}, Idempotency_Key="1"
    )
    assert refused.status == 403
