"""The step that collects evidence: what is needed for the reason, what has come, where more goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.channels.portal.opening.answers import IN_WORDS
from amiabil.channels.portal.opening.shown import Shown
from amiabil.domain.disputes.evidence import required_to_file
from amiabil.domain.policy.model import OneOf, Policy
from amiabil.domain.terms import EvidenceKind
from amiabil.domain.written import REASON_MAX
from amiabil.ui.arrived import arrived
from amiabil.ui.facts import Choice, Field, Need, Option, Requirements, Upload
from amiabil.ui.formats import file_size
from amiabil.ui.words import evidence

FIELD = "files-"


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """A place for the files of one kind, with its heading."""

    title: str
    place: Upload


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
        "uploads": [UploadPlace(_title(kind), _place(shown, kind, policy)) for kind in files],
        "edited": Choice(
            "edited",
            _("About the pictures"),
            (
                Option(
                    "1",
                    _("One of the pictures was edited or made with artificial intelligence"),
                    _("Cropping and brightness do not count as editing."),
                    selected=shown.opening.answers.edited,
                ),
            ),
            several=True,
            legend_hidden=True,
        ),
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
    have = {kept.evidence_kind for kept in shown.opening.kept} | set(shown.opening.answers.worded())
    needs = tuple(
        Need(
            title=_either(entry),
            text=evidence.good(entry.kinds[0]) if explained else "",
            done=any(kind in have for kind in entry.kinds),
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
        error=spoiled if kind is EvidenceKind.OTHER else "",
        limit_bytes=rules.max_bytes_per_file,
    )
