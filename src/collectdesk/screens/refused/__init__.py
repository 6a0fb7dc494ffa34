"""The refusal: no, the minute it becomes yes, under whose rule, and what to do instead."""

from collectdesk.screens.refused.one_field import OverrideCard, PlaceCard
from collectdesk.screens.refused.screen import RefusedCard

__all__ = ["OverrideCard", "PlaceCard", "RefusedCard"]
