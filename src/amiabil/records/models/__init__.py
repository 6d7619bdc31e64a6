"""Every table of the product; only ``records`` imports them (import contract)."""

from amiabil.records.models.calendars import CalendarEntry, CalendarFeed
from amiabil.records.models.cases import (
    Conversation,
    Dispute,
    DisputeDraft,
    EvidenceItem,
    HeldUnit,
    Message,
    PolicySnapshot,
    ReadMark,
)
from amiabil.records.models.events import ChainSeal, Event, EventText, Outbox, Published
from amiabil.records.models.figures import OrderTally, ShopTally, StageTime, Tally, TallyMark
from amiabil.records.models.files import StoredFile, Upload
from amiabil.records.models.ledger import (
    ExternalProceeding,
    FundUse,
    Hold,
    LedgerEntry,
    OrderMoney,
    Refund,
    UnitMoney,
)
from amiabil.records.models.measures import PlatformComplaint, PlatformMeasure
from amiabil.records.models.notices import Delivery, Notice
from amiabil.records.models.orders import ImportRun, ListingPicture, Order, OrderLine, Parcel, ParcelEvent
from amiabil.records.models.out_of_court import OutOfCourt
from amiabil.records.models.payouts import Payout
from amiabil.records.models.people import (
    ApiKey,
    Customer,
    CustomerSession,
    Shop,
    ShopMember,
    StaffMember,
    StaffRole,
    UsedToken,
)
from amiabil.records.models.policies import PolicyVersion
from amiabil.records.models.rates import DailyRate
from amiabil.records.models.retention import DataCopy, ErasureRequest, LegalHold
from amiabil.records.models.service import HolidayDay, ServiceOutage, ServicePulse
from amiabil.records.models.tickets import SupportSetup, Ticket
from amiabil.records.models.upkeep import AuditEntry, DemoClock, IdempotencyRecord, RateWindow

__all__ = [
    "ApiKey",
    "AuditEntry",
    "CalendarEntry",
    "CalendarFeed",
    "ChainSeal",
    "Conversation",
    "Customer",
    "CustomerSession",
    "DailyRate",
    "DataCopy",
    "Delivery",
    "DemoClock",
    "Dispute",
    "DisputeDraft",
    "ErasureRequest",
    "Event",
    "EventText",
    "EvidenceItem",
    "ExternalProceeding",
    "FundUse",
    "HeldUnit",
    "Hold",
    "HolidayDay",
    "IdempotencyRecord",
    "ImportRun",
    "LedgerEntry",
    "LegalHold",
    "ListingPicture",
    "Message",
    "Notice",
    "Order",
    "OrderLine",
    "OrderMoney",
    "OrderTally",
    "OutOfCourt",
    "Outbox",
    "Parcel",
    "ParcelEvent",
    "Payout",
    "PlatformComplaint",
    "PlatformMeasure",
    "PolicySnapshot",
    "PolicyVersion",
    "Published",
    "RateWindow",
    "ReadMark",
    "Refund",
    "ServiceOutage",
    "ServicePulse",
    "Shop",
    "ShopMember",
    "ShopTally",
    "StaffMember",
    "StaffRole",
    "StageTime",
    "StoredFile",
    "SupportSetup",
    "Tally",
    "TallyMark",
    "Ticket",
    "UnitMoney",
    "Upload",
    "UsedToken",
]
