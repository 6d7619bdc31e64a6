"""What the marketplace decided about its procedure, as data: model, reader, installed policies."""

from amiabil.domain.policy.installed import (
    calendar,
    calendar_ids,
    installed_policies,
    installed_policy,
    resolved,
)
from amiabil.domain.policy.model import Policy
from amiabil.domain.policy.reader import CaseFacts, PolicyError, PolicyFile, policy_from, read_policy

__all__ = [
    "CaseFacts",
    "Policy",
    "PolicyError",
    "PolicyFile",
    "calendar",
    "calendar_ids",
    "installed_policies",
    "installed_policy",
    "policy_from",
    "read_policy",
    "resolved",
]
