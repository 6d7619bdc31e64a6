"""Which words does the trade use? Every closed set of names, once.

All values are public: they appear in the API, exports, scenario files and events exactly as here.
Source: disputes.md 3.1-3.10, scenario-format.md, conventions.md. ``docs/glossary.md`` is generated from this file.
"""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Role(StrEnum):
    """Who acts."""

    BUYER = "buyer"
    SELLER = "seller"
    AGENT = "agent"
    MEDIATOR = "mediator"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    ADMIN = "admin"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    CARRIER = "carrier"
    PSP = "psp"
    SYSTEM = "system"
    ASSISTANT = "assistant"


STAFF_ROLES = frozenset(
    {
        Role.AGENT,
        Role.MEDIATOR,
        Role.REVIEWER,
        Role.SUPERVISOR,
        Role.OPERATOR,
        Role.ADMIN,
        Role.AUDITOR,
    }
)
"""Roles a member of the marketplace's staff may hold; one person may hold several."""

PARTIES = frozenset({Role.BUYER, Role.SELLER})
"""The two sides of an order and of a dispute about it."""


def party(role: Role) -> Role:
    """The side a role acts for: an insolvency administrator stands in for the seller (disputes.md 3.1)."""
    return Role.SELLER if role is Role.ADMINISTRATOR else role


@unique
class ShopRight(StrEnum):
    """What a member of a seller's shop may do for it."""

    ANSWER = "answer"
    SETTLE = "settle"
    MANAGE = "manage"


@unique
class Lane(StrEnum):
    """Which procedure a dispute follows; fixed at opening, changed only by ``convert``."""

    GUARANTEE = "guarantee"
    STATUTORY_CONFORMITY = "statutory_conformity"
    STATUTORY_WITHDRAWAL = "statutory_withdrawal"
    PLATFORM_COMPLAINT = "platform_complaint"
    SELLER_RETURN_CLAIM = "seller_return_claim"


@unique
class State(StrEnum):
    """Where a dispute stands."""

    DRAFT = "draft"
    AWAITING_SELLER = "awaiting_seller"
    NEGOTIATING = "negotiating"
    IN_MEDIATION = "in_mediation"
    RECOMMENDATION_OPEN = "recommendation_open"
    DECIDED = "decided"
    IN_APPEAL = "in_appeal"
    RETURN_LABEL_DUE = "return_label_due"
    RETURN_SHIPMENT_DUE = "return_shipment_due"
    RETURN_IN_TRANSIT = "return_in_transit"
    RETURN_INSPECTION = "return_inspection"
    REMEDY_PENDING = "remedy_pending"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@unique
class Outcome(StrEnum):
    """How a closed dispute ended."""

    SETTLED_BY_AGREEMENT = "settled_by_agreement"
    SETTLED_BY_MATCHING = "settled_by_matching"
    SETTLED_BY_DOMINATING_OFFER = "settled_by_dominating_offer"
    DEFAULT_SELLER_SILENT = "default_seller_silent"
    DECIDED_BUYER = "decided_buyer"
    DECIDED_SELLER = "decided_seller"
    DECIDED_SPLIT = "decided_split"
    WITHDRAWN_BY_BUYER = "withdrawn_by_buyer"
    RETURN_NOT_SENT = "return_not_sent"
    WITHDRAWAL_COMPLETED = "withdrawal_completed"
    SUPERSEDED_BY_CHARGEBACK = "superseded_by_chargeback"
    INADMISSIBLE = "inadmissible"
    MERGED_DUPLICATE = "merged_duplicate"
    REFERRED_EXTERNAL = "referred_external"


@unique
class Command(StrEnum):
    """What somebody does in a dispute."""

    SUBMIT = "submit"
    ACCEPT_REQUEST = "accept_request"
    REJECT_REQUEST = "reject_request"
    PROPOSE = "propose"
    ACCEPT = "accept"
    DECLINE = "decline"
    ESCALATE = "escalate"
    ADD_EVIDENCE = "add_evidence"
    ADMIT_EVIDENCE = "admit_evidence"
    DISREGARD_EVIDENCE = "disregard_evidence"
    RULE_CONFIDENTIAL = "rule_confidential"
    WAIVE_EVIDENCE = "waive_evidence"
    REQUEST_INFO = "request_info"
    ANSWER_INFO = "answer_info"
    RECOMMEND = "recommend"
    ACCEPT_RECOMMENDATION = "accept_recommendation"
    DECLINE_RECOMMENDATION = "decline_recommendation"
    DECIDE = "decide"
    APPEAL = "appeal"
    WAIVE_APPEAL = "waive_appeal"
    DECIDE_APPEAL = "decide_appeal"
    WITHDRAW = "withdraw"
    UNDO_WITHDRAW = "undo_withdraw"
    REOPEN = "reopen"
    PROVIDE_LABEL = "provide_label"
    WAIVE_RETURN = "waive_return"
    GIVE_RETURN_ADDRESS = "give_return_address"
    RECORD_RETURN_SHIPMENT = "record_return_shipment"
    SCAN = "scan"
    INSPECT = "inspect"
    PERFORM = "perform"
    PERFORM_CONFIRMED = "perform_confirmed"
    CONVERT = "convert"
    MERGE = "merge"
    VOLUNTARY_REFUND = "voluntary_refund"
    EXTERNAL_OPENED = "external_opened"
    EXTERNAL_CLOSED = "external_closed"
    REFUND_FAILED = "refund_failed"
    REFUND_CONFIRMED = "refund_confirmed"
    SET_ASIDE_DEFAULT = "set_aside_default"
    GRANT_SET_ASIDE = "grant_set_aside"
    REFUSE_SET_ASIDE = "refuse_set_aside"
    NOTICE_BOUNCED = "notice_bounced"
    EXTEND = "extend"
    CHALLENGE = "challenge"
    ANSWER_CHALLENGE = "answer_challenge"
    RECORD_INSOLVENCY = "record_insolvency"
    CALENDAR_CHANGED = "calendar_changed"
    OUTAGE_EXTENDED = "outage_extended"
    MESSAGE = "message"


@unique
class Timer(StrEnum):
    """What runs out; the order is the order in which timers due at one instant fire, T4 first."""

    SELLER_FIRST_ANSWER = "seller_first_answer"
    NEGOTIATION = "negotiation"
    PROPOSAL = "proposal"
    EVIDENCE_WINDOW = "evidence_window"
    FIRST_DECISION = "first_decision"
    INFO_REQUEST = "info_request"
    RECOMMENDATION = "recommendation"
    APPEAL = "appeal"
    APPEAL_DECISION = "appeal_decision"
    RETURN_LABEL = "return_label"
    RETURN_SHIP = "return_ship"
    RETURN_LOST = "return_lost"
    INSPECTION = "inspection"
    WITHDRAW_COOLING_OFF = "withdraw_cooling_off"
    REFUND_EXECUTION = "refund_execution"
    PERFORMANCE = "performance"
    LATE_EVIDENCE_REPLY = "late_evidence_reply"
    STATUTORY_WITHDRAWAL = "statutory_withdrawal"
    STATUTORY_REPAIR = "statutory_repair"


@unique
class Flag(StrEnum):
    """What a reader of a dispute must not miss; a flag stays set."""

    SELLER_SILENT = "seller_silent"
    NOTICE_NOT_CONFIRMED = "notice_not_confirmed"
    LATE_EVIDENCE = "late_evidence"
    STATUTORY_BREACH = "statutory_breach"
    PROMISE_BROKEN = "promise_broken"
    PRESSURE_TO_CLOSE = "pressure_to_close"
    FUND_PAID = "fund_paid"
    DOUBLE_PAYMENT_RISK = "double_payment_risk"


@unique
class Reason(StrEnum):
    """What a dispute is about."""

    NR_IN_TRANSIT_LATE = "nr_in_transit_late"
    NR_LOST = "nr_lost"
    NR_RETURNED_TO_SENDER = "nr_returned_to_sender"
    NR_CUSTOMS = "nr_customs"
    NR_WRONG_ADDRESS = "nr_wrong_address"
    NR_DELIVERED_NOT_RECEIVED = "nr_delivered_not_received"
    NC_NOT_AS_DESCRIBED = "nc_not_as_described"
    NC_WRONG_ITEM = "nc_wrong_item"
    NC_WRONG_VARIANT = "nc_wrong_variant"
    NC_DAMAGED = "nc_damaged"
    NC_DEFECTIVE = "nc_defective"
    NC_MISSING_PARTS = "nc_missing_parts"
    NC_SHORT_QUANTITY = "nc_short_quantity"
    NC_COUNTERFEIT = "nc_counterfeit"
    NC_UNSAFE = "nc_unsafe"
    WD_STATUTORY = "wd_statutory"
    WD_VOLUNTARY = "wd_voluntary"
    FN_REFUND_MISSING = "fn_refund_missing"
    FN_OVERCHARGED = "fn_overcharged"
    FN_DUPLICATE = "fn_duplicate"
    UNAUTHORISED = "unauthorised"
    SE_RETURN_MISSING = "se_return_missing"
    SE_RETURN_WRONG_ITEM = "se_return_wrong_item"
    SE_RETURN_DAMAGED = "se_return_damaged"
    SE_EMPTY_BOX = "se_empty_box"


@unique
class Remedy(StrEnum):
    """What a party asks for, offers or is given."""

    REFUND_KEEP = "refund_keep"
    RETURN_REFUND = "return_refund"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    RESEND = "resend"
    PRICE_REDUCTION = "price_reduction"


@unique
class ReturnCost(StrEnum):
    """Who pays for sending goods back."""

    SELLER = "seller"
    BUYER = "buyer"


@unique
class EvidenceKind(StrEnum):
    """What an item of evidence shows; the policy names which are required for a reason."""

    PHOTO_ITEM = "photo_item"
    PHOTO_PARCEL = "photo_parcel"
    PHOTO_CONTENT = "photo_content"
    PHOTO_WEIGHT_LABEL = "photo_weight_label"
    PHOTO_UNBOXING = "photo_unboxing"
    VIDEO_DEFECT = "video_defect"
    DEFECT_DESCRIPTION = "defect_description"
    MEASUREMENT = "measurement"
    LISTING_PASSAGE = "listing_passage"
    ADDRESS_CHECK = "address_check"
    PROOF_OF_DISPATCH = "proof_of_dispatch"
    DELIVERY_PROOF = "delivery_proof"
    SUPPLY_CHAIN_INVOICE = "supply_chain_invoice"
    PACKING_PHOTO = "packing_photo"
    DOCUMENT = "document"
    OTHER = "other"


@unique
class EvidenceStatus(StrEnum):
    """Whether an item of evidence counts."""

    ADMITTED = "admitted"
    LATE = "late"
    LATE_NOT_ADMITTED = "late_not_admitted"
    DISREGARDED = "disregarded"


@unique
class Secrecy(StrEnum):
    """Whether an item of evidence is kept from the other side; what is not kept from it is ``open``."""

    OPEN = "open"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@unique
class AppealGround(StrEnum):
    """Why a decision is contested."""

    NEW_EVIDENCE = "new_evidence"
    FACT_ERROR = "fact_error"
    PROCEDURE_ERROR = "procedure_error"
    POLICY_ERROR = "policy_error"


@unique
class Audience(StrEnum):
    """Who may read a message."""

    EVERYONE = "everyone"
    BUYER_AND_PLATFORM = "buyer_and_platform"
    SELLER_AND_PLATFORM = "seller_and_platform"
    STAFF = "staff"


@unique
class Channel(StrEnum):
    """By which door something came in."""

    WEB = "web"
    CHAT = "chat"
    EMAIL = "email"
    API = "api"


@unique
class CarrierStatus(StrEnum):
    """What a carrier's scan says."""

    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED_TO_SENDER = "returned_to_sender"


@unique
class Direction(StrEnum):
    """Where a parcel goes: to the buyer, or back."""

    OUTBOUND = "outbound"
    RETURN = "return"


@unique
class ConversationKind(StrEnum):
    """What a conversation is about; the value's first letter starts its reference."""

    DISPUTE = "dispute"
    TICKET = "ticket"
    CHAT = "chat"


@unique
class Happening(StrEnum):
    """Event kinds of a dispute that are not a command.

    ``expired``, ``reminder`` and ``flag`` name their subject in the data; ``joined`` is a case taking in another one
    (``merge`` is told of the one that ends).
    """

    EXPIRED = "expired"
    REMINDER = "reminder"
    FLAG = "flag"
    SETTLED = "settled"
    DECISION_FINAL = "decision_final"
    CLOSED = "closed"
    RELEASED = "released"
    REFUND_INSTRUCTED = "refund_instructed"
    REFUND_FAILED = "refund_failed"
    REFUND_CONFIRMED = "refund_confirmed"
    JOINED = "joined"


IN_COPY = "copied:"
"""How whoever writes beside the customer of a request, in copy of its mails, is called in events: by a random id."""
