"""The commands ``policy``: is a policy right, what does it say in full, which versions are there?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable

if TYPE_CHECKING:
    from amiabil.domain.access import Viewer
    from amiabil.domain.policy import PolicyFile
    from amiabil.domain.policy.checking import Checked, Problem


def add(commands: Commands) -> None:
    """Add the commands."""
    policy = commands.add_parser("policy", help="check, show and publish policies")
    steps = policy.add_subparsers(metavar="STEP", required=True)
    check = steps.add_parser(
        "check",
        help="check policy files against schema and legal floors",
        description="Names file, line and key of every problem, and the rule of law a value falls below."
        " Exit status 0: all right, 1: something is wrong, 2: a file cannot be read.",
    )
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument("--json", action="store_true", help="one JSON object for each file")
    check.set_defaults(run=_check, without_config=True)
    show = steps.add_parser(
        "show",
        help="print a policy in full, with what it extends and the layers of a case",
        description="Without the facts of a case no layer applies.",
    )
    show.add_argument("policy", metavar="ID[@VERSION]|FILE", help="an installed policy or a file")
    for name in ("country", "reason", "seller-tier"):
        show.add_argument(f"--{name}", default="")
    for name in ("category", "order-flag"):
        show.add_argument(f"--{name}", action="append", default=[], help="repeat it for several")
    show.set_defaults(run=_show, without_config=True)
    listed = steps.add_parser("list", help="the versions in the database, with state and first day")
    listed.add_argument("--json", action="store_true", help="one JSON object for each version")
    listed.set_defaults(run=_list)
    publish = steps.add_parser(
        "publish",
        help="check a file and put it into the database as a draft",
        description="An operator then plans it for a day on the policy desk, and a second one publishes it.",
    )
    publish.add_argument("file", metavar="FILE")
    publish.set_defaults(run=_publish)


def policy_named(name: str) -> PolicyFile:
    """The installed policy of an ``id`` or ``id@version``, else the one of a file. Raises ``Unusable``."""
    from amiabil.domain.policy import PolicyError, installed_policies, installed_policy, read_policy

    try:
        if name.partition("@")[0] in installed_policies():
            return installed_policy(name)
        return read_policy(Path(name).read_text("utf-8"), name=name, find=installed_policy)
    except PolicyError as error:
        raise Unusable(str(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(
            f"{name} is neither an installed policy nor a file that can be read: {error}"
        ) from None


def _check(args: argparse.Namespace) -> int:
    return max(_check_file(name, as_json=args.json) for name in args.files)


def _check_file(name: str, *, as_json: bool) -> int:
    from amiabil.domain.policy import installed_policy
    from amiabil.domain.policy.checking import check_policy

    try:
        text = Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{name}: cannot be read: {error}\n")
        return Exit.UNUSABLE
    checked = check_policy(text, name=name, find=installed_policy)
    if as_json:
        sys.stdout.write(json.dumps(_as_json(name, checked), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _as_text(name, checked)))
    return Exit.NO if checked.problems else Exit.YES


def _as_text(name: str, checked: Checked) -> list[str]:
    from amiabil.domain.policy.checking import countries_of

    if checked.policy is None:
        return [str(problem) for problem in checked.problems]
    where = ", ".join(countries_of(checked.policy))
    return [
        f"{name}: {checked.policy.id}@{checked.policy.version} is right; checked against the law of {where}"
    ]


def _as_json(name: str, checked: Checked) -> dict[str, Any]:
    policy = checked.policy
    return {
        "file": name,
        "ok": policy is not None,
        "policy": f"{policy.id}@{policy.version}" if policy else None,
        "problems": [_problem(one) for one in checked.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {"line": problem.line, "key": problem.key, "text": problem.text}
    if problem.floor is not None:
        found |= {"rule": problem.floor.rule, "source": problem.floor.source, "country": problem.country}
    return found


def _show(args: argparse.Namespace) -> int:
    from amiabil.domain.policy import CaseFacts, Policy
    from amiabil.foundation.codec import encode

    facts = CaseFacts(
        country=args.country,
        categories=frozenset(args.category),
        reason=args.reason,
        seller_tier=args.seller_tier,
        order_flags=frozenset(args.order_flag),
    )
    resolved = policy_named(args.policy).resolve(facts)
    sys.stdout.write(json.dumps(encode(Policy, resolved), ensure_ascii=False, indent=2) + "\n")
    return Exit.YES


def keeper() -> Viewer:
    """Whoever may run commands on the machine, as an operator; the audit log says ``command-line``."""
    from amiabil.domain.access import Viewer
    from amiabil.domain.terms import Role

    return Viewer(role=Role.OPERATOR, ref="command-line", language="en")


def _list(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    with database_at_hand(config):
        set_up()
        from amiabil.records import policy_versions

        after: str | None = None
        while True:
            found = policy_versions.versions(keeper(), after=after, limit=100)
            for one in found.items:
                since = one.effective_at.isoformat() if one.effective_at else None
                if args.json:
                    line = json.dumps({"policy": one.name, "state": one.state.value, "effective_at": since})
                else:
                    line = f"{one.name:<30} {one.state.value:<10} {since or ''}".rstrip()
                sys.stdout.write(f"{line}\n")
            after = found.next
            if after is None:
                return Exit.YES


def _publish(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    try:
        text = Path(args.file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{args.file}: cannot be read: {error}") from None
    with database_at_hand(config):
        set_up()
        from amiabil.actions import policy_versions
        from amiabil.foundation.errors import AmiabilError
        from amiabil.server.commands.people import sentence

        checked = policy_versions.check(text, name=args.file)
        if checked.problems:
            sys.stdout.write("".join(f"{one}\n" for one in checked.problems))
            return Exit.NO
        try:
            made = policy_versions.draft_of(keeper(), text)
        except AmiabilError as refusal:
            sys.stderr.write(f"{args.file} was not taken: {sentence(refusal)}\n")
            return Exit.NO
    sys.stderr.write(f"{made.name} is a draft now; an operator plans it, another one publishes it.\n")
    return Exit.YES
