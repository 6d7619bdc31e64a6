"""What a mediator does in a case while a journey watches the parties: by the actions the desk uses."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.journeys.product import Product

_PROGRAM = """
import json, sys
import django
django.setup()
from amiabil.actions.disputes import StepRequest, take_step
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import read_arguments
from amiabil.domain.terms import Command, Role
from amiabil.records import clock
from amiabil.records.models import Dispute, StaffMember
reference, command, arguments = sys.argv[1], Command(sys.argv[2]), json.loads(sys.argv[3])
mira = StaffMember.objects.get(username="mira")
Dispute.objects.filter(case__reference=reference).update(mediator=mira)
viewer = Viewer(role=Role.MEDIATOR, person_id=mira.id, ref="staff:mira", name=mira.name)
take_step(viewer, reference, StepRequest(command, read_arguments(command, arguments), clock.now()))
"""


def mediator_does(product: Product, reference: str, command: str, **arguments: object) -> None:
    """Let Mira take a step in a case she hears; fails on a refusal."""
    environ = {**product.installation.environ, "DJANGO_SETTINGS_MODULE": "amiabil.server.settings"}
    given = [reference, command, json.dumps(arguments)]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *given], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
