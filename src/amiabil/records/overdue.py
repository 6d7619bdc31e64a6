"""Which disputes wait for a decision that is late? Fragments of SQL about a dispute ``d``, for the lists of the staff.

A duty that was missed runs on under its name to a new due time (disputes.md 3.5), so the due time alone says nothing.
"""

from __future__ import annotations

OVERDUE = """(d.due_at <= %(now)s OR (d.body #> '{timers,first_decision,breached}') = 'true'::jsonb
  OR (d.body #> '{timers,appeal_decision,breached}') = 'true'::jsonb)"""
"""Whether the time for the decision of a mediator or a reviewer is over; wants the parameter ``now``."""

MISSED = """(e.data ->> 'timer' = 'appeal_decision' AND d.body #> '{timers,appeal_decision}' IS NOT NULL
  OR e.data ->> 'timer' = 'first_decision'
     AND e.at >= (d.body #>> '{timers,first_decision,started_at}')::timestamptz)"""
"""Whether an event ``e`` is an end of the time that runs now; an appeal starts its own anew, so all its ends are."""
