"""What a call screen holds beside the note, as it goes into the draft and comes out of it again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

STALE = timedelta(minutes=15)
"""A draft that was last touched longer ago belongs to a call that has ended; its length stops there."""


@dataclass(slots=True)
class CallState:
    """A call in progress. Instants are aware UTC; `seconds` is set once the call is known to have ended.

    `follow` is a next action chosen in place of the usual one: kind, instant, text. `plan_id` is a plan that was
    offered or asked for in it.
    """

    started_at: datetime
    result: str = ""
    step: int = 0
    point_id: int | None = None
    person_id: int | None = None
    verified: bool = False
    answer: int | None = None
    follow: tuple[str, datetime, str] | None = None
    plan_id: int | None = None
    seconds: int | None = None
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def kept(self) -> dict[str, Any]:
        """As plain values for the draft; empty while nothing was entered that could be lost."""
        if not (self.result.strip() or self.verified or self.follow or self.plan_id):
            return {}
        return {
            "result": self.result,
            "step": self.step,
            "point": self.point_id,
            "person": self.person_id,
            "verified": self.verified,
            "answer": self.answer,
            "started_at": self.started_at.isoformat(),
            "seconds": self.seconds,
            "plan": self.plan_id,
            "request": self.request_id,
            "follow": [self.follow[0], self.follow[1].isoformat(), self.follow[2]] if self.follow else None,
        }

    def with_start(self) -> dict[str, Any]:
        """As `kept`, and with the beginning of the call when only a note was typed."""
        return self.kept() or {
            "started_at": self.started_at.isoformat(),
            "step": self.step,
            "point": self.point_id,
            "person": self.person_id,
        }

    def length(self, now: datetime) -> int:
        """Seconds of the call so far, or until it ended; at most a day."""
        if self.seconds is not None:
            return self.seconds
        return max(0, min(86_400, int((now - self.started_at).total_seconds())))


def restored(kept: dict[str, Any], saved_at: datetime, now: datetime) -> CallState:
    """The state of a draft. Values that are missing or of another shape are left out: the note matters more."""
    state = CallState(_instant(kept.get("started_at")) or saved_at)
    state.result = kept["result"] if isinstance(kept.get("result"), str) else ""
    state.step = kept["step"] if isinstance(kept.get("step"), int) else 0
    state.answer = kept["answer"] if isinstance(kept.get("answer"), int) else None
    state.point_id = kept["point"] if isinstance(kept.get("point"), int) else None
    state.person_id = kept["person"] if isinstance(kept.get("person"), int) else None
    state.plan_id = kept["plan"] if isinstance(kept.get("plan"), int) else None
    state.verified = kept.get("verified") is True
    if isinstance(kept.get("request"), str):
        state.request_id = kept["request"]
    follow = kept.get("follow")
    if isinstance(follow, list) and len(follow) == 3 and (at := _instant(follow[1])) is not None:
        state.follow = (str(follow[0]), at, str(follow[2]))
    if isinstance(kept.get("seconds"), int):
        state.seconds = kept["seconds"]
    elif now - saved_at > STALE:
        state.seconds = state.length(saved_at)
    return state


def _instant(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
