"""What the queue shows: frozen rows, free of the database, so that the first picture can be made without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

NO_DAY = date(9999, 12, 31)
"""Stands in `Place.oldest_due` for "nothing overdue", as in the stored order."""

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands behind every closing time."""

CLOSING = timedelta(minutes=60)
"""An account whose hours end within this is closing."""

Order = Literal["score", "closing"]
"""By score, or whose lawful hours end first; the latter lists only who may be called."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose accounts: one collector's, one team's, or everybody's (both None)."""

    user_id: int | None = None
    team_id: int | None = None

    @classmethod
    def mine(cls, user_id: int) -> Scope:
        """The accounts assigned to one collector."""
        return cls(user_id=user_id)

    @classmethod
    def team(cls, team_id: int) -> Scope:
        """The accounts assigned to the collectors of one team."""
        return cls(team_id=team_id)

    @classmethod
    def everyone(cls) -> Scope:
        """The whole book, assigned or not."""
        return cls()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a row stands; the list goes from small to large. A page continues after one of these.

    In closing order `closes_at` comes before the rest.
    """

    order_key: int
    oldest_due: date
    account_id: int
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """The earliest open next action of an account: what, and when (UTC)."""

    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """What the list knows of the contact gate for a call to the first number.

    `state`: open; closing (open, shuts within an hour); shut by the clock; review (only after a lead had a look);
    held by another rule, `reason`. `closes_at` ends open and review; `opens_at` is the next moment at which it may be
    called, None when not within the coming days; `free_at` is when the other rules let go, None for never.
    """

    state: Literal["open", "closing", "shut", "review", "held"]
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    free_at: datetime | None = None
    reason: str | None = None

    @property
    def callable(self) -> bool:
        """Whether it may be called now."""
        return self.state in ("open", "closing")

    @property
    def verdict(self) -> Literal["ALLOW", "REVIEW", "BLOCK"]:
        """The gate's word for it, as far as a list knows."""
        return "ALLOW" if self.callable else "REVIEW" if self.state == "review" else "BLOCK"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One account in the list.

    `overdue` is what is overdue per currency, disputed parts included, in minor units, the currency with
    the most items first; `days_past_due` is that of the oldest undisputed item, None when nothing is.
    `pin` and `suppressed` are codes of `data/ranking.toml`. `held_until` is set while the account waits for
    its next action. `no_rate` says that some overdue amount has no rate and earned no points. `reach` is None
    while the gate's part was not worked out.
    """

    account_id: int
    number: str
    customer: str
    country: str | None
    region: str | None
    zone: str | None
    score: int
    pin: str | None
    suppressed: str | None
    held_until: datetime | None
    callback_at: datetime | None
    overdue: tuple[tuple[str, int], ...]
    days_past_due: int | None
    no_rate: bool
    next_step: NextStep | None
    place: Place
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A stretch of the list as it stood at `at`.

    `callbacks` are the accounts whose agreed call-back is due, shown on top; only the first page has them,
    and no other row repeats them. `more` says whether rows follow (or precede, on a page read backwards).
    `total` is how many may be worked at that moment, call-backs included, where the list was read with it
    (`queue_at`); otherwise None, since counting takes longer than reading a page.
    """

    at: datetime
    day: date
    callbacks: tuple[QueueRow, ...]
    rows: tuple[QueueRow, ...]
    more: bool
    total: int | None = None


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """The figures above and below the list.

    `total` counts what may be worked now, `callbacks` and `pinned` are parts of it. `held_back` counts the
    rest by reason, strongest first: codes of suppressions, and "next_action" for accounts that wait for
    theirs. `stale` is how many places are still those of an earlier day.

    `open`, `closing`, `shut`, `review` and `held` count the listed accounts by what the gate says of a call.
    """

    total: int
    callbacks: int
    pinned: int
    held_back: tuple[tuple[str, int], ...]
    stale: int
    open: int = 0
    closing: int = 0
    shut: int = 0
    review: int = 0
    held: int = 0

    @property
    def callable(self) -> int:
        """How many may be called now."""
        return self.open + self.closing


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the ledger: points of at most `cap`, and the sentence that says why."""

    factor: str
    points: int
    cap: int
    why: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The one fact that would move the account most: the score it would have, and `if_`, the condition said."""

    score: int
    kind: str
    if_: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Why an account has its score, computed from the facts; the points add up exactly, largest first.

    `pins` and `suppressed` are codes, the strongest first.
    """

    account_id: int
    day: date
    score: int
    lines: tuple[Reason, ...]
    pins: tuple[str, ...]
    suppressed: tuple[str, ...]
    what_if: WhatIf | None


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What an account owes in one currency, in minor units; `items` counts all open items."""

    currency: str
    overdue: int
    disputed: int
    open: int
    items: int
    overdue_items: int


@dataclass(frozen=True, slots=True)
class WhoToCall:
    """The person and number to try next; either may be unknown. `zone` and `language` are the person's."""

    person: str | None
    role: str | None
    number: str | None
    use: str | None
    zone: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class GateGlance:
    """What the gate itself says of a call now.

    `hours` is the title of the rule whose hours decide, "" for house hours; `zones` are where the customer may be.
    `why` is the sentence of what stands in the way, "" when nothing does. `opens_at` is the next lawful moment.
    """

    verdict: Literal["ALLOW", "REVIEW", "BLOCK"]
    hours: str
    zones: tuple[str, ...]
    why: str
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """One account beside the list.

    `sums` has the currency with the most items first; `disputed` is the disputed part of what is overdue.
    `note` is the first line of the last note, with the moment it was written.
    """

    row: QueueRow
    sums: tuple[CurrencySum, ...]
    ledger: Ledger
    contact: WhoToCall | None
    note: str | None
    note_at: datetime | None
    next_text: str | None
    gate: GateGlance | None = None


class RowFacts(NamedTuple):
    """A row of the list as the database gives it. `pin` and `suppressed` are stored numbers."""

    account_id: int
    number: str
    customer: str
    country: str | None
    region: str | None
    zone: str | None
    score: int
    pin: int
    suppressed: int
    order_key: int
    oldest_due: date
    held_until: datetime
    callback_at: datetime | None
    reach_group_id: int | None
    free_at: datetime | None
    free_until: datetime | None
    free_reason: str | None
    closes_at: datetime | None = None


class Stretch(NamedTuple):
    """A window of a reach group: half open; with `review` only after a lead had a look."""

    group_id: int
    opens_at: datetime
    closes_at: datetime
    review: bool


class Owed(NamedTuple):
    """What one account owes overdue in one currency."""

    account_id: int
    currency: str
    minor: int
    items: int
    has_rate: bool


class Codes(NamedTuple):
    """What the stored numbers stand for, in the order of `data/ranking.toml`."""

    pins: Sequence[str]
    suppressions: Sequence[str]

    def pin(self, number: int) -> str | None:
        """The pin of a stored number; the strongest has the highest."""
        return self.pins[len(self.pins) - number] if number else None

    def suppression(self, number: int) -> str | None:
        """The suppression of a stored number; the strongest is 1."""
        return self.suppressions[number - 1] if number else None


def assemble(
    rows: Iterable[RowFacts],
    owed: Iterable[Owed],
    steps: Iterable[tuple[int, str, datetime]],
    windows: Iterable[Stretch],
    *,
    now: datetime,
    day: date,
    codes: Codes,
) -> tuple[QueueRow, ...]:
    """Put the parts of a page together. `steps` are (account, kind, due), steps and windows earliest first."""
    money: dict[int, list[Owed]] = {}
    for part in owed:
        money.setdefault(part.account_id, []).append(part)
    first: dict[int, NextStep] = {}
    for account_id, kind, due_at in steps:
        first.setdefault(account_id, NextStep(kind, due_at))
    hours: dict[int, list[Stretch]] = {}
    for window in windows:
        hours.setdefault(window.group_id, []).append(window)
    made = []
    for row in rows:
        parts = sorted(money.get(row.account_id, ()), key=lambda part: (-part.items, part.currency))
        made.append(
            QueueRow(
                row.account_id, row.number, row.customer, row.country, row.region, row.zone, row.score,
                codes.pin(row.pin),
                codes.suppression(row.suppressed),
                row.held_until if row.held_until > now else None,
                row.callback_at,
                tuple((part.currency, part.minor) for part in parts),
                (day - row.oldest_due).days if row.oldest_due != NO_DAY else None,
                any(not part.has_rate for part in parts),
                first.get(row.account_id),
                Place(row.order_key, row.oldest_due, row.account_id, row.closes_at),
                reach_of(row, hours.get(row.reach_group_id or 0, ()), now),
            )
        )  # fmt: skip
    return tuple(made)


def reach_of(row: RowFacts, windows: Sequence[Stretch], now: datetime) -> Reach | None:
    """What the list knows of the gate at a moment, from the windows of the row's group, in order."""
    if not row.reach_group_id:
        return None
    free, reason = _free(row, now), row.free_reason
    here = next((one for one in windows if one.opens_at <= now < one.closes_at), None)
    if not free and not (reason or "").endswith("?"):
        return Reach("held", None, _opens(row, windows, now), row.free_at, reason)
    if here is None:
        return Reach("shut", None, _opens(row, windows, now), row.free_at, reason)
    if not free or here.review:
        return Reach("review", here.closes_at, _opens(row, windows, now), row.free_at, reason)
    closes_at = min(here.closes_at, row.free_until or here.closes_at)
    return Reach("closing" if closes_at - now <= CLOSING else "open", closes_at, None, row.free_at)


def _free(row: RowFacts, at: datetime) -> bool:
    if row.free_at is None or row.free_at > at:
        return False
    return row.free_until is None or row.free_until > at


def _opens(row: RowFacts, windows: Sequence[Stretch], now: datetime) -> datetime | None:
    """The next moment at which a window is open and the other rules let go."""
    if row.free_at is None:
        return None
    start = max(now, row.free_at)
    for one in windows:
        at = max(start, one.opens_at)
        if at < one.closes_at and not one.review:
            return at if _free(row, at) else None
    return None


def backwards(page: QueuePage) -> QueuePage:
    """A page read against the order, put the right way round."""
    return replace(page, rows=page.rows[::-1])
