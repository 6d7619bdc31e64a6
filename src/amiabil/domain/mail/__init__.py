"""What does a mail say that came in, who says it, and what may be believed? From any bytes, purely."""

from amiabil.domain.mail.addresses import Mailbox
from amiabil.domain.mail.authentication import Belief, Standing
from amiabil.domain.mail.letter import Attachment, Letter, People, Place, Thread
from amiabil.domain.mail.limits import Flaw
from amiabil.domain.mail.lines import Line, Mark
from amiabil.domain.mail.reading import read_letter
from amiabil.domain.mail.replies import Kind, Piece, Reply, split_reply
from amiabil.domain.mail.reports import Became, Report
from amiabil.domain.mail.verdicts import Finding, Judgement, Ours, Verdict, judge

__all__ = [
    "Attachment",
    "Became",
    "Belief",
    "Finding",
    "Flaw",
    "Judgement",
    "Kind",
    "Letter",
    "Line",
    "Mailbox",
    "Mark",
    "Ours",
    "People",
    "Piece",
    "Place",
    "Reply",
    "Report",
    "Standing",
    "Thread",
    "Verdict",
    "judge",
    "read_letter",
    "split_reply",
]
