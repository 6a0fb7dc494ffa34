"""Which class shows which place. Named by text, so that a screen is loaded when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from textual.screen import Screen

ROUTES = {
    "queue": "collectdesk.screens.queue:QueueScreen",
    "account": "collectdesk.screens.account:AccountScreen",
    "trade": "collectdesk.screens.account:TradeCard",
    "call": "collectdesk.screens.call:CallScreen",
    "objections": "collectdesk.screens.call:ObjectionCard",
    "refused": "collectdesk.screens.refused:RefusedCard",
    "stated_place": "collectdesk.screens.refused:PlaceCard",
    "override": "collectdesk.screens.refused:OverrideCard",
    "notes": "collectdesk.screens.notes:NotesScreen",
    "promise": "collectdesk.screens.promise:PromiseCard",
    "plan": "collectdesk.screens.plan:PlanScreen",
    "plan_ask": "collectdesk.screens.plan:AskCard",
    "plan_ability": "collectdesk.screens.plan:AbilityChoice",
    "plan_forecast": "collectdesk.screens.plan:ForecastCard",
    "plan_household": "collectdesk.screens.plan:HouseholdCard",
    "plan_ratios": "collectdesk.screens.plan:RatiosCard",
    "plan_score": "collectdesk.screens.plan:ScoreCard",
    "plan_record": "collectdesk.screens.plan:RecordCard",
    "plan_accept": "collectdesk.screens.plan:AcceptCard",
    "plan_letter": "collectdesk.screens.plan:LetterCard",
    "plan_drop": "collectdesk.screens.plan:DropCard",
    "settlement": "collectdesk.screens.plan:SettlementCard",
    "message": "collectdesk.screens.message:MessageScreen",
    "message_addition": "collectdesk.screens.message:AdditionCard",
    "message_choose": "collectdesk.screens.message:ChooseMessageCard",
    "message_given": "collectdesk.screens.message:GivenCard",
    "message_file": "collectdesk.screens.message:MessageFileCard",
    "sent": "collectdesk.screens.message:SentCard",
    "received": "collectdesk.screens.message:ReceivedCard",
    "attachment": "collectdesk.screens.message:AttachmentCard",
    "outbox": "collectdesk.screens.outbox:OutboxScreen",
    "dispute": "collectdesk.screens.dispute:DisputeCard",
    "decide": "collectdesk.screens.deciding:DecideCard",
    "follow_up": "collectdesk.screens.follow_up:FollowUpCard",
    "interest": "collectdesk.screens.interest:InterestCard",
    "quote": "collectdesk.screens.quote:QuoteCard",
    "skip": "collectdesk.screens.skip:SkipCard",
    "bindings": "collectdesk.screens.bindings:BindingsCard",
    "follow_ups": "collectdesk.screens.follow_ups:FollowUpsScreen",
    "search": "collectdesk.screens.search:SearchCard",
    "held": "collectdesk.screens.held:HeldScreen",
    "reverse": "collectdesk.screens.account:ReverseCard",
    "payments": "collectdesk.screens.payments:PaymentsScreen",
    "split": "collectdesk.screens.payments:SplitCard",
    "on_account": "collectdesk.screens.payments:OnAccountCard",
    "approvals": "collectdesk.screens.approvals:ApprovalsScreen",
    "decision": "collectdesk.screens.approvals:DecisionCard",
    "drafts": "collectdesk.screens.drafts:DraftsScreen",
    "draft": "collectdesk.screens.drafts:DraftCard",
    "reach": "collectdesk.screens.reach:ReachScreen",
    "report": "collectdesk.screens.report:ReportScreen",
    "team": "collectdesk.screens.team:TeamScreen",
    "transfer": "collectdesk.screens.transfer:TransferCard",
    "behind": "collectdesk.screens.behind:BehindCard",
    "kpi": "collectdesk.screens.kpi:KpiScreen",
    "kpi_filter": "collectdesk.screens.kpi:FilterCard",
    "kpi_file": "collectdesk.screens.kpi:FileCard",
    "report_file": "collectdesk.screens.report:ReportFileCard",
    "import": "collectdesk.screens.imports:ImportScreen",
}


def screen_class(name: str) -> type[Screen[Any]]:
    """The class of that place, loaded now. KeyError for an unknown name."""
    module, _colon, class_name = ROUTES[name].partition(":")
    found: type[Screen[Any]] = getattr(import_module(module), class_name)
    return found


def screen_for(name: str, **given: Any) -> Screen[Any]:
    """A new screen or card of that name, made with what it needs. KeyError for an unknown name."""
    return screen_class(name)(**given)
