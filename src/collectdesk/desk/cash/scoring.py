"""How likely a payment is from a customer, and for which items: values in, values out.

Thresholds and points are those of `data/matching.toml`. Every point has its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from collectdesk.i18n import _
from collectdesk.money.allocation_rules import ChargeTolerance
from collectdesk.money.amount import Money
from collectdesk.resources import parse_data, read_data

_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?")
_PARTS = re.compile(r"[/.]")
_YEAR = re.compile(r"(?:19|20)\d\d")


class MatchingRules(BaseModel):
    """All of `data/matching.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sure: int
    shown: int
    held: int
    hold_business_days: int
    alternatives: int
    shortest_number: int
    points: dict[str, int]


@cache
def matching_rules() -> MatchingRules:
    """The rules in force, read once. BadInput when the file cannot be used."""
    return parse_data(read_data("matching.toml"), "data/matching.toml", MatchingRules)


@dataclass(slots=True)
class ItemNow:
    """An item as it stands in this run; `open` is lowered as payments are posted. Minor units."""

    id: int
    account_id: int
    document: str
    reference: str | None
    kind: str
    currency: str
    due_on: date | None
    original: int
    open: int
    disputed: int
    posted: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment to be matched, as far as scoring needs it: `bearer` is who pays the banks (ISO 20022)."""

    minor: int
    currency: str
    value_on: date
    bearer: str = ""


class QuotedNow(NamedTuple):
    """A quotation that was given: what is asked in which currency, between which value dates, for which items."""

    minor: int
    currency: str
    first: date
    last: date
    items: tuple[int, ...]


@dataclass(slots=True)
class Candidate:
    """A customer that a payment may be from, with what speaks for it.

    `exact` are items named by a structured reference, `told` those named in a free text, `owed` everything the
    customer owes, where it was read.
    """

    account_id: int
    exact: dict[int, ItemNow] = field(default_factory=dict)
    told: dict[int, ItemNow] = field(default_factory=dict)
    owed: Sequence[ItemNow] = ()
    quoted: Sequence[QuotedNow] = ()
    cross_border: bool = False
    by: dict[str, str] = field(default_factory=dict)
    """Evidence for the customer itself: customer_number, account_seen or name, with its subject."""


@dataclass(frozen=True, slots=True)
class Match:
    """A scored candidate. `fit` is exact, short, part, over, cleared, quoted or none.

    A `sure` one may be posted by itself.
    """

    account_id: int
    score: int
    items: tuple[int, ...]
    fit: str
    sure: bool
    reasons: tuple[tuple[str, int, str], ...]


def tokens_of(told: str, shortest: int) -> set[str]:
    """Words of a text that may be numbers of documents: those with a digit, long enough, and no bare year."""
    found: set[str] = set()
    fewest = min(3, shortest)
    for token in _TOKEN.findall(told):
        for part in {token, *_PARTS.split(token)}:
            if len(part) >= shortest and sum(map(str.isdigit, part)) >= fewest and not _YEAR.fullmatch(part):
                found.add(part)
    return found


def forms_of(token: str) -> set[str]:
    """How a ledger may write a number: as told, in capitals, without leading zeros or filled to ten digits."""
    forms = {token, token.upper()}
    if token.isdigit():
        forms |= {token.lstrip("0") or token, token.zfill(10)}
    return forms


def scored(receipt: Receipt, candidates: Sequence[Candidate], tolerance: ChargeTolerance) -> list[Match]:
    """The candidates worth showing, the most likely first. Only one that stands alone can be sure."""
    naming = [c for c in candidates if c.exact or c.told]
    found = [_scored(receipt, c, len(naming) > 1, tolerance) for c in candidates]
    rules = matching_rules()
    kept = sorted((m for m in found if m.score >= rules.shown), key=lambda m: (-m.score, m.account_id))
    return kept[: rules.alternatives]


def _scored(receipt: Receipt, candidate: Candidate, several: bool, tolerance: ChargeTolerance) -> Match:
    rules = matching_rules()
    reasons: list[tuple[str, int, str]] = []

    def count(code: str, subject: str = "") -> None:
        reasons.append((code, rules.points[code], subject))

    named = candidate.exact or candidate.told
    if named:
        count(
            "reference" if candidate.exact else "document",
            ", ".join(i.document for i in named.values())[:200],
        )
    for code, subject in candidate.by.items():
        count(code, subject)
    same = [i for i in named.values() if i.currency == receipt.currency]
    fit, items = "none", tuple(sorted(named))
    quote = _quoted(receipt, candidate.quoted)
    if quote is not None and not same:
        count("quoted", receipt.currency)
        if quote.minor == receipt.minor:
            count("amount_quoted")
        fit, items = "quoted", items or quote.items
    elif named and not same:
        count("other_currency", next(iter(named.values())).currency)
    elif named:
        may_be_short = receipt.bearer in ("SHAR", "CRED") or (not receipt.bearer and candidate.cross_border)
        fit = _fit(receipt, same, tolerance if may_be_short else None)
        if fit in ("exact", "short", "part"):
            count(f"amount_{fit}")
        if any(_ledger_shows(i, receipt.minor) for i in same) and fit != "exact":
            count("ledger_shows_it")
    elif candidate.owed:
        fit, items = _fit_of_owed(receipt, candidate.owed, count)
    if several and named and not candidate.by:
        count("several_customers")
    score = max(0, min(100, sum(points for _code, points, _subject in reasons)))
    sure = bool(named) and _is_sure(fit, score, candidate, several, reasons)
    return Match(candidate.account_id, score, items, fit, sure, tuple(reasons))


def _is_sure(
    fit: str, score: int, candidate: Candidate, several: bool, reasons: Sequence[tuple[str, int, str]]
) -> bool:
    against = {code for code, points, _subject in reasons if points < 0}
    if against or several or fit in ("none", "quoted"):  # a person looks at what exchange makes of it
        return False
    if fit in ("exact", "short"):
        return True
    known = bool(candidate.exact) or bool(candidate.by)
    return known and (fit in ("part", "cleared") or score >= matching_rules().sure)


def _quoted(receipt: Receipt, quoted: Sequence[QuotedNow]) -> QuotedNow | None:
    """The quotation that holds for a payment; one of its very amount before others."""
    holding = [q for q in quoted if q.currency == receipt.currency and q.first <= receipt.value_on <= q.last]
    return min(holding, key=lambda q: q.minor != receipt.minor, default=None)


def _fit(receipt: Receipt, named: Sequence[ItemNow], tolerance: ChargeTolerance | None) -> str:
    due = sum(i.open for i in named)
    if all(i.open == 0 for i in named):
        left = sum(max(0, i.original) for i in named)
        return "cleared" if receipt.minor <= left and all(i.posted == 0 for i in named) else "over"
    if receipt.minor == due:
        return "exact"
    if receipt.minor > due:
        return "over"
    short = Money(due - receipt.minor, receipt.currency)
    if tolerance is not None and tolerance.covers(short, Money(due, receipt.currency)):
        return "short"
    return "part"


def _fit_of_owed(
    receipt: Receipt, owed: Sequence[ItemNow], say: Callable[..., None]
) -> tuple[str, tuple[int, ...]]:
    mine = [i for i in owed if i.currency == receipt.currency and i.open != 0]
    one = [i for i in mine if i.open == receipt.minor]
    if one:
        say("amount_one_item", one[0].document)
        return "exact", (min(one, key=lambda i: (i.due_on or date.max, i.id)).id,)
    overdue = [i for i in mine if i.open > 0 and i.due_on is not None and i.due_on < receipt.value_on]
    if overdue and sum(i.open for i in overdue) == receipt.minor:
        say("amount_all_overdue")
        return "exact", tuple(sorted(i.id for i in overdue))
    return "none", ()


def _ledger_shows(item: ItemNow, minor: int) -> bool:
    return item.open > 0 and item.posted == 0 and item.original - item.open == minor


def pile_of(matches: Sequence[Match]) -> str:
    """matched, part_matched, already_cleared or unknown, by the most likely customer."""
    if not matches:
        return "unknown"
    best = matches[0]
    if best.fit == "cleared":
        return "already_cleared"
    return "matched" if best.fit in ("exact", "short", "quoted") else "part_matched"


def sentence(code: str, subject: str) -> str:
    """A reason as a person reads it."""
    said = {
        "reference": _("its reference is that of {subject}"),
        "document": _("its text names {subject}"),
        "amount_exact": _("the amount is what is open on it"),
        "amount_short": _("it is short by no more than bank charges explain"),
        "amount_part": _("the amount is a part of what is open on it"),
        "amount_one_item": _("the amount is exactly that of {subject}"),
        "amount_all_overdue": _("the amount is all that is overdue"),
        "customer_number": _("it gives the customer's number {subject}"),
        "account_seen": _("the account {subject} paid for this customer before"),
        "name": _("the payer is called {subject}"),
        "several_customers": _("the number names items of several customers"),
        "quoted": _("a quotation in {subject} holds"),
        "amount_quoted": _("the amount is what was quoted"),
        "other_currency": _("what it names is in {subject}, the payment is not"),
        "ledger_shows_it": _("the ledger already shows a payment of this amount"),
    }
    return said[code].format(subject=subject)
