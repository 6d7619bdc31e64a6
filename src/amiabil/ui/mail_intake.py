"""How does a mail get from a wire to a conversation? Its bytes first, then its row, and only then does anybody read it.

What is taken in is safe before its sender is told so. Reading and filing may fail, be killed and be repeated: what is
made of a mail has ids made of the mail's. One mail never stops the next.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from amiabil.actions import mail_filing
from amiabil.actions.mail_filing import Mailed, TakesNoMore
from amiabil.domain.access import Viewer
from amiabil.domain.mail import Letter, Ours, Standing, judge, read_letter, split_reply
from amiabil.domain.mail.addresses import Mailbox
from amiabil.domain.mail.intake import Around, Cause, State, decide, may_receipt
from amiabil.domain.mail.language import guess_language
from amiabil.domain.mail.replies import Kind, Reply
from amiabil.domain.mail.services import Service, carried
from amiabil.domain.mail.threads import Placement, Step, clues_of
from amiabil.domain.mail.verdicts import Judgement
from amiabil.domain.support.ticket import SUBJECT_LETTERS
from amiabil.domain.written import MESSAGE_MAX, clean
from amiabil.foundation.errors import NotFound
from amiabil.gateways.files import FileKey, FileKind, StorageFull
from amiabil.records import clock, in_copy, mail_in, mail_people
from amiabil.records.files import NewFile
from amiabil.records.mail_in import HEAD, REQUEST, Became, Cursor, Lately, NewMail, Read, StoredMail
from amiabil.ui.intake import file_store
from amiabil.ui.mail_files import LeftOut, keep_files

JOB = "file_mails"
"""The job that reads what waits; the worker asks for it now and again too."""

IMPORTED = "import"
"""The account of mails from files: they are history, so nobody is answered and nobody writes too much."""

MOST_AN_HOUR = 60
"""Mails of one author within an hour that are filed; what comes beyond waits for a person (lessons M14-M17)."""

MOST_TRIES = 5
"""Times a mail is begun to be read without coming to an end: then it is what ends the worker, or what the database will
not have, and a person looks at it while the others go on (lessons M4-M7)."""

UNKNOWN_AN_HOUR = 300
"""Requests begun within an hour by people whom nothing proves, whoever they say they are: beyond it every address may
be an invented one, and a person looks first (lessons S27). Who is proven, and who answers us, is not held up; where no
relay checks authors there is no such limit, for nothing tells an invented one from a real one."""

RECEIPTS_AN_HOUR = 5
"""Mails of one author within an hour that may get a receipt."""

REST_LETTERS = 100_000
"""Letters of earlier mails and signatures that are kept beside the new text; the raw mail has the rest."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Bytes that came in by a door, with what it knows of the envelope; ``kind`` as in ``records.mail_in``."""

    account: str
    raw: bytes
    kind: str = mail_in.RAW
    sender: str = ""
    recipients: tuple[str, ...] = ()


# ---- taking in --------------------------------------------------------------------------------


def take(arrived: Sequence[Arrived], *, cursor: Cursor | None = None) -> list[UUID]:
    """Keep mails before anybody reads them; when this returns they survive a power cut. Their ids, in their order.

    What is known by account and bytes is not kept twice. ``cursor`` is moved in the same transaction. Raises
    ``StorageFull``, or what the database raises; then nothing has happened that a repeat does not make good.
    """
    now, new = clock.unshifted(), []
    for one in arrived:
        mail = NewMail(
            one.account,
            hashlib.sha256(one.raw).digest(),
            len(one.raw),
            now,
            one.kind,
            one.sender,
            one.recipients,
        )
        file_store().put(_key(mail.id), one.raw, received_at=now)
        new.append(mail)
    with transaction.atomic():
        mail_in.store(new)
        if cursor is not None:
            mail_in.move(cursor)
    return [one.id for one in new]


def is_known(arrived: Arrived) -> bool:
    """Whether these bytes came in by this door before. One statement."""
    return mail_in.mail(mail_in.id_of(arrived.account, hashlib.sha256(arrived.raw).digest())) is not None


def wake() -> None:
    """Ask for the job that reads what waits; never two wait. Losing it is no matter, the worker asks by itself."""
    with suppress(AlreadyEnqueued, DatabaseError), transaction.atomic():
        app.configure_task(JOB, queueing_lock=JOB).defer()


def _key(mail_id: UUID) -> FileKey:
    return FileKey(FileKind.MAIL, mail_id, mail_id)


def raw_of(mail: StoredMail) -> bytes:
    """The bytes as they came. Raises ``NotFound`` when they are gone."""
    with closing(file_store().open(_key(mail.id))) as source:
        return source.read()


# ---- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail, read. ``raw`` are the bytes of the mail itself, which for a service's request lie inside of it."""

    mail: StoredMail
    raw: bytes
    letter: Letter
    judged: Judgement
    reply: Reply
    recipients: tuple[str, ...]


def ours() -> Ours:
    """What is our own, and whose word about authors we take."""
    addresses = frozenset(settings.AMIABIL_MAIL_IN_ADDRESSES)
    hosts = {address.rpartition("@")[2] for address in addresses}
    hosts.add(settings.AMIABIL_MAIL_FROM.rpartition("@")[2])
    return Ours(
        addresses | {settings.AMIABIL_MAIL_FROM.lower()},
        frozenset(hosts),
        frozenset(settings.AMIABIL_MAIL_IN_RELAYS),
    )


def open_mail(mail: StoredMail) -> Opened:
    """Read a mail as it is stored. Raises ``NotFound`` when its bytes are gone."""
    raw, recipients = raw_of(mail), mail.recipients
    if mail.kind == REQUEST:
        content_type, _, body = raw.partition(b"\n")
        service = Service(mail.account.partition(":")[2])
        inside = carried(service, content_type.decode("latin-1"), body)
        raw, recipients = inside.raw, inside.recipients
        if raw:
            mail = replace(mail, inside=mail_in.id_of(mail.account, hashlib.sha256(raw).digest()))
    letter = read_letter(raw, received_at=mail.received_at)
    return Opened(mail, raw, letter, judge(letter, ours()), split_reply(letter.lines), recipients)


def keys() -> list[bytes]:
    """The keys under which names in addresses of ours are signed, the one in use first."""
    found = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [key.encode() if isinstance(key, str) else key for key in found]


def _placed(opened: Opened, lately: Lately) -> Placement:
    if opened.mail.kind == HEAD:
        return Placement(Step.QUARANTINE, Cause.NOT_WHOLE.value, wakes=False)
    if opened.mail.kind == REQUEST and not opened.raw:
        return Placement(Step.QUARANTINE, Cause.NO_RAW_FORM.value, wakes=False)
    clues = clues_of(opened.letter, opened.recipients)
    ids = [*clues.message_ids, *([opened.judged.report.about] if opened.judged.report else [])]
    author = opened.judged.author
    around = Around(
        candidates=mail_people.candidates(clues.references, ids),
        keys=keys(),
        from_staff=author is not None and mail_people.staff_at(author.key) is not None,
        too_many=lately.of_author >= MOST_AN_HOUR,
        too_many_unknown=lately.of_unknown >= UNKNOWN_AN_HOUR,
    )
    return decide(opened.letter, opened.judged, clues, around)


def _lately(opened: Opened) -> Lately:
    """How many mails like this one have come within the hour; none for what is imported."""
    author = opened.judged.author
    if author is None or opened.mail.account == IMPORTED:
        return Lately()
    return mail_in.written_since(
        author.key,
        opened.judged.belief.standing.value,
        opened.mail.received_at - timedelta(hours=1),
        most=MOST_AN_HOUR,
        most_unknown=UNKNOWN_AN_HOUR,
    )


# ---- filing -----------------------------------------------------------------------------------


def file_next(limit: int) -> int:
    """Read and file up to ``limit`` mails that wait, the oldest first; how many there were.

    What cannot be read is held for a person, and the next one follows. Raises what the database raises when it is
    gone: then the rest waits.
    """
    found = mail_in.waiting(limit)
    for mail_id in found:
        process(mail_id)
    return len(found)


def process(mail_id: UUID) -> Became | None:
    """Read one mail and do with it what the rules say; None when it is gone. Doing it again changes nothing.

    Raises what the database raises when it is gone, and ``StorageFull``; any other failure holds the mail, and so does
    the last of ``MOST_TRIES`` that did not end.
    """
    begun = mail_in.begin(mail_id)
    if begun is None:
        return None
    mail, tries = begun
    if tries > MOST_TRIES:
        _LOG.error("mail %s was begun %d times and never read to its end", mail_id, MOST_TRIES)
        mail_in.hold(mail_id, Cause.FAILED.value)
        return Became(State.HELD, cause=Cause.FAILED.value)
    try:
        opened = open_mail(mail)
        lately = _lately(opened)
        placement = _placed(opened, lately)
        return _file(opened, placement, lately.of_author)
    except StorageFull:
        mail_in.not_tried(mail_id)
        raise
    except InterfaceError:
        raise
    except DatabaseError as error:
        if _is_lost(error):
            raise
        _hold(mail_id, error)
    except Exception as error:
        _hold(mail_id, error)
    return Became(State.HELD, cause=Cause.FAILED.value)


def _file(opened: Opened, placement: Placement, lately: int) -> Became | None:
    try:
        return mail_filing.file_mail(read(opened, placement, lately=lately), placement)
    except TakesNoMore as ended:  # its files belong to the request it opens instead
        return mail_filing.file_mail(read(opened, ended.placement, lately=lately), ended.placement)


def _is_lost(error: DatabaseError) -> bool:
    """Whether the database was away or in the way; then it was not the mail's doing."""
    from django.db import OperationalError

    return isinstance(error, OperationalError)


def _hold(mail_id: UUID, error: Exception) -> None:
    _LOG.error("mail %s could not be read or filed: %s", mail_id, type(error).__name__, exc_info=error)
    mail_in.hold(mail_id, Cause.FAILED.value)


def read(opened: Opened, placement: Placement, *, lately: int = 0) -> Mailed:
    """The mail ready to be filed, its files kept where it becomes a message; ``lately`` as many came of its author."""
    letter, judged, report = opened.letter, opened.judged, opened.judged.report
    files, left_out = _files(opened, placement)
    text, rest = _words(opened)
    proven = judged.belief.standing is Standing.PROVEN
    quiet = opened.mail.account == IMPORTED or lately >= RECEIPTS_AN_HOUR
    return Mailed(
        mail=opened.mail,
        author=judged.author,
        proven=proven,
        receipt=may_receipt(judged) and not quiet,
        subject=_line(letter.subject) or mail_filing.NO_TEXT,
        text=text,
        language=guess_language(text),
        files=files,
        report=report,
        named=_named(opened),
        read=Read(
            author=judged.author.key if judged.author else "",
            author_name=judged.author.name if judged.author else "",
            subject=letter.subject,
            standing=judged.belief.standing.value,
            standing_reason=judged.belief.reason,
            verdicts=tuple((one.verdict.value, one.reason) for one in judged.findings),
            flaws=tuple(sorted(flaw.value for flaw in letter.flaws)),
            rest=rest,
            left_out=left_out,
            about=report.about if report else "",
            own_id=letter.thread.id,
            report=None
            if report is None
            else {
                "became": report.became.value,
                "status": report.status,
                "said": report.said,
                "recipients": list(report.recipients),
            },
        ),
    )


def _files(opened: Opened, placement: Placement) -> tuple[tuple[NewFile, ...], LeftOut]:
    if placement.step in {Step.OPEN, Step.OPEN_LINKED}:
        return keep_files(opened.mail, opened.letter, opened.mail.derived_id("case"))
    if placement.step not in {Step.JOIN, Step.NOTE}:
        return (), ()
    place = mail_people.place_of(placement.reference)
    into = place.case_id if place is not None and place.kind == "ticket" else None
    return keep_files(opened.mail, opened.letter, into)


def _named(opened: Opened) -> tuple[Mailbox, ...]:
    """Whom a mail was written to besides us and its author; nobody for what a machine or a list sent."""
    judged, own = opened.judged, ours()
    if judged.author is None or not judged.may_be_answered_automatically:
        return ()
    people = opened.letter.people
    others = {one.key: one for one in (*people.copies, *people.to)}
    others.pop(judged.author.key, None)
    kept = [one for one in others.values() if not own.sends_from(one) and not one.pretends]
    return tuple(kept[: in_copy.MOST])


def _line(text: str) -> str:
    return clean(text[: SUBJECT_LETTERS * 2], field="/subject", most=SUBJECT_LETTERS * 2, required=False)[
        :SUBJECT_LETTERS
    ].strip()


def _words(opened: Opened) -> tuple[str, str]:
    """What was newly written, within the bounds of a message, and what came along with it."""
    new = clean(opened.reply.new[:REST_LETTERS], field="/text", most=REST_LETTERS, required=False)
    text, over = new[:MESSAGE_MAX].rstrip(), new[MESSAGE_MAX:]
    others = [piece.text for piece in opened.reply.pieces if piece.kind is not Kind.NEW]
    rest = "\n".join([over, *others]) if over else "\n".join(others)
    return text or _line(opened.letter.subject) or mail_filing.NO_TEXT, rest.strip("\n")[:REST_LETTERS]


def mail_at(mail_id: UUID) -> StoredMail:
    """A mail by its id. Raises ``NotFound``."""
    found = mail_in.mail(mail_id)
    if found is None:
        raise NotFound()
    return found


def file_by_hand(viewer: Viewer, mail_id: UUID, reference: str) -> Became:
    """File a mail that waits as one of the staff decides: into a request, or with an empty reference as a new one.

    The message of one of the request's people is theirs; a stranger's mail is a note beside it, and so is a forged one,
    whoever it names. Raises ``NotFound`` and what ``mail_filing.file_by_hand`` raises.
    """
    opened = open_mail(mail_at(mail_id))
    placement = _by_hand(opened, reference)
    try:
        return mail_filing.file_by_hand(viewer, read(opened, placement), placement)
    except TakesNoMore as ended:
        return mail_filing.file_by_hand(viewer, read(opened, ended.placement), ended.placement)


def _by_hand(opened: Opened, reference: str) -> Placement:
    if not reference:
        return Placement(Step.OPEN, "by_hand")
    found = next(iter(mail_people.candidates([reference], ())), None)
    if found is None:
        raise NotFound()
    author = opened.judged.author
    is_forged = opened.judged.belief.standing is Standing.FORGED
    person = found.person_at(author.key) if author is not None and not is_forged else None
    return Placement(Step.JOIN if person else Step.NOTE, "by_hand", found.reference, person)
