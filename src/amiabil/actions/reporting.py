"""In which role does a system outside speak to the procedure, and how is a report put to one case?"""

from __future__ import annotations

from datetime import datetime

from amiabil.actions.disputes import StepRequest, Taken, take_step
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Arguments
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Command, Role
from amiabil.records.case_load import load


def speaking_as(viewer: Viewer, role: Role) -> Viewer:
    """The reporting system in the role in which it speaks to the procedure; its scope has been looked at."""
    return Viewer(
        role=role, ref="system" if role is Role.SYSTEM else viewer.ref.removeprefix("key:") or role.value
    )


def case_of(viewer: Viewer, reference: str) -> Dispute:
    """A case a report may concern, as it stands. Raises ``NotFound``."""
    return load(speaking_as(viewer, Role.SYSTEM), reference).dispute


def tell_case(actor: Viewer, reference: str, given: tuple[Command, Arguments], at: datetime) -> Taken:
    """Put a report to a case: the command and what goes with it. Raises ``NotFound`` and as ``engine.act``."""
    command, arguments = given
    return take_step(actor, reference, StepRequest(command, arguments, at))
