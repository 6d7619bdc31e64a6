"""Every table of the product; only ``records`` imports them (import contract)."""

from amiabil.records.models.assistance import (
    RuleRun,
    SavedReply,
    StaffNotice,
    SupportRules,
    TicketCheck,
    TicketDraft,
    TicketFollower,
    TicketRating,
    TicketTime,
)
from amiabil.records.models.assistant import (
    AssistantPulse,
    AssistantTalk,
    AssistantTurn,
    AssistantWish,
    ModelBudget,
)
from amiabil.records.models.calendars import CalendarEntry, CalendarFeed
from amiabil.records.models.call_backs import CallBack
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
from amiabil.records.models.chats import Chat, Shift
from amiabil.records.models.complainants import Complainant, ComplainantStep
from amiabil.records.models.contacts import AddressCheck, Contact, ContactDirectory, ContactWait
from amiabil.records.models.content_reports import ContentReport, TrustedFlagger
from amiabil.records.models.events import ChainSeal, Event, EventText, Outbox, Published
from amiabil.records.models.figures import OrderTally, ShopTally, StageTime, Tally, TallyMark
from amiabil.records.models.files import StoredFile, Upload
from amiabil.records.models.help_articles import HelpArticleVersion, HelpCount, HelpMoved
from amiabil.records.models.help_readers import HelpAnswer, HelpReading
from amiabil.records.models.help_search import (
    HelpSearchDay,
    HelpSearchEntry,
    HelpSearchUse,
    HelpSearchWeight,
    HelpSearchWhole,
    HelpSearchWord,
    HelpSynonym,
)
from amiabil.records.models.in_copy import PersonInCopy
from amiabil.records.models.learning import LearningGroup, LearningQuestion, LearningRun, LearningTrial
from amiabil.records.models.ledger import (
    ExternalProceeding,
    FundUse,
    Hold,
    LedgerEntry,
    OrderMoney,
    Refund,
    UnitMoney,
)
from amiabil.records.models.mail_in import IncomingMail, MailCursor
from amiabil.records.models.mailboxes import MailboxLink
from amiabil.records.models.measures import PlatformComplaint, PlatformMeasure
from amiabil.records.models.message_files import MessageFile
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
    StaffTeam,
    UsedToken,
)
from amiabil.records.models.policies import PolicyVersion
from amiabil.records.models.rates import DailyRate
from amiabil.records.models.retention import DataCopy, ErasureRequest, LegalHold
from amiabil.records.models.safety_requests import SafetyRequest
from amiabil.records.models.search import SearchEntry
from amiabil.records.models.service import HolidayDay, ServiceOutage, ServicePulse
from amiabil.records.models.side_conversations import SideConversation
from amiabil.records.models.supervision import DeskPresence, QualityReview
from amiabil.records.models.ticket_ties import TicketLink, TicketMerge
from amiabil.records.models.ticket_views import SavedView, TicketBulk, TicketBulkRow, ViewOrder
from amiabil.records.models.tickets import SupportSetup, Ticket
from amiabil.records.models.translations import MessageTranslation, TranslationWish
from amiabil.records.models.upkeep import AuditEntry, DemoClock, IdempotencyRecord, RateWindow

__all__ = [
    "AddressCheck",
    "ApiKey",
    "AssistantPulse",
    "AssistantTalk",
    "AssistantTurn",
    "AssistantWish",
    "AuditEntry",
    "CalendarEntry",
    "CalendarFeed",
    "CallBack",
    "ChainSeal",
    "Chat",
    "Complainant",
    "ComplainantStep",
    "Contact",
    "ContactDirectory",
    "ContactWait",
    "ContentReport",
    "Conversation",
    "Customer",
    "CustomerSession",
    "DailyRate",
    "DataCopy",
    "Delivery",
    "DemoClock",
    "DeskPresence",
    "Dispute",
    "DisputeDraft",
    "ErasureRequest",
    "Event",
    "EventText",
    "EvidenceItem",
    "ExternalProceeding",
    "FundUse",
    "HeldUnit",
    "HelpAnswer",
    "HelpArticleVersion",
    "HelpCount",
    "HelpMoved",
    "HelpReading",
    "HelpSearchDay",
    "HelpSearchEntry",
    "HelpSearchUse",
    "HelpSearchWeight",
    "HelpSearchWhole",
    "HelpSearchWord",
    "HelpSynonym",
    "Hold",
    "HolidayDay",
    "IdempotencyRecord",
    "ImportRun",
    "IncomingMail",
    "LearningGroup",
    "LearningQuestion",
    "LearningRun",
    "LearningTrial",
    "LedgerEntry",
    "LegalHold",
    "ListingPicture",
    "MailCursor",
    "MailboxLink",
    "Message",
    "MessageFile",
    "MessageTranslation",
    "ModelBudget",
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
    "PersonInCopy",
    "PlatformComplaint",
    "PlatformMeasure",
    "PolicySnapshot",
    "PolicyVersion",
    "Published",
    "QualityReview",
    "RateWindow",
    "ReadMark",
    "Refund",
    "RuleRun",
    "SafetyRequest",
    "SavedReply",
    "SavedView",
    "SearchEntry",
    "ServiceOutage",
    "ServicePulse",
    "Shift",
    "Shop",
    "ShopMember",
    "ShopTally",
    "SideConversation",
    "StaffMember",
    "StaffNotice",
    "StaffRole",
    "StaffTeam",
    "StageTime",
    "StoredFile",
    "SupportRules",
    "SupportSetup",
    "Tally",
    "TallyMark",
    "Ticket",
    "TicketBulk",
    "TicketBulkRow",
    "TicketCheck",
    "TicketDraft",
    "TicketFollower",
    "TicketLink",
    "TicketMerge",
    "TicketRating",
    "TicketTime",
    "TranslationWish",
    "TrustedFlagger",
    "UnitMoney",
    "Upload",
    "UsedToken",
    "ViewOrder",
]
