"""The plan: three proposals, one's own terms, and whether they can be agreed to and paid."""

from collectdesk.screens.plan.ability import AbilityChoice, ForecastCard, HouseholdCard
from collectdesk.screens.plan.ability_figures import RatiosCard, ScoreCard
from collectdesk.screens.plan.asking import AskCard
from collectdesk.screens.plan.letter import LetterCard
from collectdesk.screens.plan.record import AcceptCard, DropCard, RecordCard
from collectdesk.screens.plan.screen import PlanScreen
from collectdesk.screens.plan.settlement import SettlementCard

__all__ = [
    "AbilityChoice",
    "AcceptCard",
    "AskCard",
    "DropCard",
    "ForecastCard",
    "HouseholdCard",
    "LetterCard",
    "PlanScreen",
    "RatiosCard",
    "RecordCard",
    "ScoreCard",
    "SettlementCard",
]
