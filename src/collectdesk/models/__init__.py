"""What is stored: one file a family of tables."""

from collectdesk.models.base import LONG_AGO, NO_DAY, Base, Instant
from collectdesk.models.cash import (
    Allocation,
    BankAccount,
    BankLine,
    BankStatement,
    MatchProposal,
    Payment,
)
from collectdesk.models.contact import Consent, GateOverride, LegalNotice, Wish
from collectdesk.models.decisions import DisputeDecision, ExpectedCredit
from collectdesk.models.history import Forecast, ForecastLine, ItemBalance
from collectdesk.models.ledger import Account, FxRate, ImportRun, OpenItem, RankingRate
from collectdesk.models.messages import (
    InboundAttachment,
    InboundMessage,
    Message,
    MessageAddition,
    MessageAttachment,
    MessageAttempt,
)
from collectdesk.models.order import Rank, ReachGroup, ReachWindow, RerankDue
from collectdesk.models.parties import ContactPerson, ContactPoint, CreditorEntity, Party
from collectdesk.models.people import Desk, Team, User
from collectdesk.models.plans import (
    Affordability,
    Approval,
    Attachment,
    Instalment,
    InstalmentMove,
    PaymentPlan,
    PlanItem,
    SettlementOffer,
)
from collectdesk.models.rates import FxQuote, FxQuoteItem, ReferenceRate
from collectdesk.models.record import Journal
from collectdesk.models.work import (
    Activity,
    Dispute,
    DisputeItem,
    Hold,
    NextAction,
    Note,
    NoteDraft,
    Offer,
    Promise,
    PromiseItem,
    WarningFlag,
)

__all__ = [
    "LONG_AGO",
    "NO_DAY",
    "Account",
    "Activity",
    "Affordability",
    "Allocation",
    "Approval",
    "Attachment",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "Base",
    "Consent",
    "ContactPerson",
    "ContactPoint",
    "CreditorEntity",
    "Desk",
    "Dispute",
    "DisputeDecision",
    "DisputeItem",
    "ExpectedCredit",
    "Forecast",
    "ForecastLine",
    "FxQuote",
    "FxQuoteItem",
    "FxRate",
    "GateOverride",
    "Hold",
    "ImportRun",
    "InboundAttachment",
    "InboundMessage",
    "Instalment",
    "InstalmentMove",
    "Instant",
    "ItemBalance",
    "Journal",
    "LegalNotice",
    "MatchProposal",
    "Message",
    "MessageAddition",
    "MessageAttachment",
    "MessageAttempt",
    "NextAction",
    "Note",
    "NoteDraft",
    "Offer",
    "OpenItem",
    "Party",
    "Payment",
    "PaymentPlan",
    "PlanItem",
    "Promise",
    "PromiseItem",
    "Rank",
    "RankingRate",
    "ReachGroup",
    "ReachWindow",
    "ReferenceRate",
    "RerankDue",
    "SettlementOffer",
    "Team",
    "User",
    "WarningFlag",
    "Wish",
]
