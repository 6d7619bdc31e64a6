"""The step that collects evidence: what is needed for the reason, what has come, where more goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.channels.portal.opening.answers import IN_WORDS
from amiabil.channels.portal.opening.shown import Shown
from amiabil.domain.disputes.evidence import PACKAGING, required_to_file
from amiabil.domain.policy.model import OneOf, Policy
from amiabil.domain.terms import EvidenceKind
from amiabil.domain.written import REASON_MAX
from amiabil.ui.arrived import arrived
from amiabil.ui.case.forms.parts import declared_edited
from amiabil.ui.facts import Field, Need, Requirements, Upload
from amiabil.ui.formats import file_size
from amiabil.ui.words import evidence

FIELD = "files-"


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """A place for the files of one kind, with its heading; ``gone`` is where one says that it no longer exists."""

    title: str
    place: Upload
    gone: Field | None = None


def policy_of(shown: Shown) -> Policy:
    """The policy that would hold for these answers."""
    opening = shown.opening
    return opening.prospect.pinned(tuple(opening.answers.units), opening.reason).policy


def show_parts(shown: Shown) -> dict[str, Any]:
    """The facts of the step."""
    policy = policy_of(shown)
    required = required_to_file(policy, shown.opening.reason) if shown.opening.reason else ()
    kinds = [kind for entry in required for kind in entry.kinds]
    files = [kind for kind in kinds if kind not in IN_WORDS] + [EvidenceKind.OTHER]
    return {
        "heading": _("Show what happened"),
        "lead": _lead(required),
        "next_text": _("Continue to the check"),
        "requirements": checklist(shown, explained=False) if required else None,
        "told": [_told(shown, kind) for kind in kinds if kind in IN_WORDS],
        "uploads": [
            UploadPlace(_title(kind), _place(shown, kind, policy), _gone(shown, kind)) for kind in files
        ],
        "edited": declared_edited(selected=shown.opening.answers.edited),
    }


def _lead(required: tuple[OneOf, ...]) -> str:
    if not required:
        return _("Nothing is required for this reason. What you add helps the seller and a mediator.")
    return ngettext(
        "%(count)s thing is needed for this reason. The rest helps, but does not have to be.",
        "%(count)s things are needed for this reason. The rest helps, but does not have to be.",
        len(required),
    ) % {"count": len(required)}


def _title(kind: EvidenceKind) -> str:
    return _("Anything else that helps") if kind is EvidenceKind.OTHER else evidence.name(kind)


def checklist(shown: Shown, *, explained: bool = True) -> Requirements:
    """What is needed and what of it is there.

    Not ``explained`` where each kind has its own place on the page, which says what it should show.
    """
    reason = shown.opening.reason
    required = required_to_file(policy_of(shown), reason) if reason else ()
    answers = shown.opening.answers
    have = {kept.evidence_kind for kept in shown.opening.kept} | set(answers.worded())
    gone = {kind for kind in answers.missing_now() if kind not in have}
    needs = tuple(
        Need(
            title=_either(entry),
            text=_no_longer()
            if gone & set(entry.kinds)
            else evidence.good(entry.kinds[0])
            if explained
            else "",
            done=any(kind in have | gone for kind in entry.kinds),
        )
        for entry in required
    )
    lacking = [need.title for need in needs if not need.done]
    missing = ""
    if lacking:
        missing = _("Still missing: %(things)s. The request can be sent after that.") % {
            "things": "; ".join(lacking)
        }
    return Requirements(needs, missing)


def _either(entry: OneOf) -> str:
    """The kinds of which one is enough: "Photo of the product or film of the fault"."""
    title, *others = (evidence.name(kind) for kind in entry.kinds)
    for other in others:
        # Translators: two kinds of evidence of which one is enough; {other} begins with a small letter.
        title = _("{one} or {other}").format(one=title, other=f"{other[:1].lower()}{other[1:]}")
    return title


def _no_longer() -> str:
    return _(
        "You say that you no longer have it. The dispute can be sent; if the seller does not answer, a mediator takes"
        " over and weighs it."
    )


def _gone(shown: Shown, kind: EvidenceKind) -> Field | None:
    """Where a buyer says why packaging is gone; nothing for what can still be shown."""
    if kind not in PACKAGING:
        return None
    name = f"gone-{kind}"
    return Field(
        name=name,
        label=_("I no longer have it, because"),
        kind="textarea",
        value=shown.opening.answers.gone.get(kind.value, ""),
        hint=_(
            "Only if it is gone. Both sides read this. It does not stop your dispute, but silence of the seller then"
            " leads to a mediator and not to an automatic refund."
        ),
        error=shown.errors.get(name, ""),
        required=False,
        optional=_("optional"),
        max_length=REASON_MAX,
        rows=2,
        kept=True,
    )


def _told(shown: Shown, kind: EvidenceKind) -> Field:
    name = f"shown-{kind}"
    return Field(
        name=name,
        label=evidence.name(kind),
        kind="textarea",
        value=shown.opening.answers.shown.get(kind.value, ""),
        hint=evidence.good(kind),
        error=shown.errors.get(name, ""),
        max_length=REASON_MAX,
        kept=True,
    )


def _place(shown: Shown, kind: EvidenceKind, policy: Policy) -> Upload:
    opening, reader = shown.opening, shown.reader
    rules = policy.evidence
    about = ngettext(
        "One file, up to %(size)s. Place and device are removed from the copy the seller sees.",
        "Up to %(files)s files, %(size)s each. Place and device are removed from the copy the seller sees.",
        rules.max_files,
    ) % {"files": rules.max_files, "size": file_size(rules.max_bytes_per_file, reader.language)}
    spoiled = "; ".join(f"{name}: {text}" for name, text in shown.spoiled)
    return Upload(
        name=f"{FIELD}{kind}",
        label=_("Drop files here or choose them"),
        start_url=reverse("upload_begin", args=["draft", opening.draft.id]),
        about=f"{evidence.good(kind)} {about}",
        kind=kind.value,
        files=tuple(
            arrived(opening.viewer, kept, reader.language)
            for kept in opening.kept
            if kept.evidence_kind == kind.value
        ),
        back="{}?step=evidence".format(reverse("open_dispute", args=[opening.prospect.sheet.ref])),
        error=spoiled if kind is EvidenceKind.OTHER else "",
        limit_bytes=rules.max_bytes_per_file,
    )
