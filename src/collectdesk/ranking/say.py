"""The sentences of the ledger. They only say what a ranked row holds; no threshold stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectdesk.i18n import _, ngettext
from collectdesk.models import NO_DAY
from collectdesk.money import Money
from collectdesk.ranking.cutoffs import DeskClock


@dataclass(frozen=True, slots=True)
class Subject:
    """What a what-if is about. `kind` is one of promise_kept, promise_broken, item_paid, dispute_settled,
    flag_gone; `detail` is a document or the code of a flag.
    """

    kind: str
    money: Money | None = None
    day: date | None = None
    detail: str = ""


def spoken_day(day: date) -> str:
    """A date as it is said on screen: "27 Nov"."""
    from babel.dates import format_date

    return str(format_date(day, "d MMM", locale="en"))


def why(factor: str, row: Mapping[str, Any], day: date, clock: DeskClock) -> str:
    """One sentence on the points of a factor in a ranked row."""
    return _SAID[factor](row, day, clock)


def say_if(subject: Subject) -> str:
    """The condition of a what-if: "if the promise of 27 Nov is kept"."""
    from collectdesk.money.display import spoken

    money = spoken(subject.money) if subject.money else ""
    on = spoken_day(subject.day) if subject.day else ""
    sentence = {
        "promise_kept": _("if the promise of {day} is kept"),
        "promise_broken": _("if the promise of {day} is broken"),
        "item_paid": _("if {document}, {money}, is paid"),
        "dispute_settled": _("if the dispute on {document}, {money}, is settled in our favour"),
        "flag_gone": _("without the sign: {sign}"),
    }[subject.kind]
    sign = flag_name(subject.detail) if subject.kind == "flag_gone" else ""
    return sentence.format(day=on, money=money, document=subject.detail, sign=sign)


def flag_name(code: str) -> str:
    """An early-warning sign in words; the code itself for one that a desk added."""
    known = {
        "trend_worse": _("pays later and later"),
        "part_payments": _("pays in parts"),
        "silence": _("no answer any more"),
        "first_dispute_late": _("first dispute, raised late"),
        "terms_request": _("asks for other terms"),
        "order_jump": _("orders jump or break off"),
        "bank_change": _("payer's bank changed"),
        "returned_payment": _("payment came back"),
        "limit_90": _("credit limit nearly used"),
        "round_sums": _("round sums that match no invoice"),
        "contact_left": _("main contact left"),
        "news_legal": _("legal news about the customer"),
    }
    return known.get(code, code)


def _amount(row: Mapping[str, Any], _day: date, clock: DeskClock) -> str:
    from collectdesk.money.display import spoken

    money = spoken(Money(int(row["overdue_base"]), clock.base_currency))
    if row["no_rate"] and not row["overdue_base"]:
        return _("no rate for {currency}, so that its amount cannot count").format(currency=row["no_rate"])
    if row["no_rate"]:
        return _("{money} undisputed and overdue; no rate for {currency}").format(
            money=money, currency=row["no_rate"]
        )
    return _("{money} undisputed and overdue").format(money=money)


def _days_past_due(row: Mapping[str, Any], day: date, _clock: DeskClock) -> str:
    if row["oldest_due"] == NO_DAY:
        return _("nothing undisputed is overdue")
    days = (day - row["oldest_due"]).days
    return ngettext("oldest item {days} day past due", "oldest item {days} days past due", days).format(
        days=days
    )


def _promise(row: Mapping[str, Any], _day: date, _clock: DeskClock) -> str:
    if row["broken"]:
        said = (
            _("promise broken on {day}, level {level}, long ago and no contact since")
            if row["halved"]
            else _("promise broken on {day}, level {level}")
        )
        return said.format(day=spoken_day(row["broken_on"]), level=row["broken_level"])
    if row["promise_due_on"]:
        return _("promise due since {day}").format(day=spoken_day(row["promise_due_on"]))
    if row["promise_until"]:
        return _("promise running until {day}").format(day=spoken_day(row["promise_until"]))
    return _("no broken promise")


def _risk_class(row: Mapping[str, Any], _day: date, _clock: DeskClock) -> str:
    if not row["risk_class"]:
        return _("risk class not known")
    return _("risk class {letter}").format(letter=row["risk_class"])


def _flags(row: Mapping[str, Any], _day: date, _clock: DeskClock) -> str:
    points = int(row["flag_points"])
    if not points:
        return _("no warning sign")
    return ngettext(
        "warning signs worth {points} point", "warning signs worth {points} points", points
    ).format(points=points)


def _contact_gap(row: Mapping[str, Any], day: date, clock: DeskClock) -> str:
    if row["spoken_at"] is None:
        return _("never spoken to the right person")
    days = (day - clock.day_of(row["spoken_at"])).days
    return ngettext(
        "spoke to the right person {days} day ago", "spoke to the right person {days} days ago", days
    ).format(days=days)


def _credit_limit(row: Mapping[str, Any], _day: date, _clock: DeskClock) -> str:
    limit = row["limit_base"]
    if not limit:
        return _("no credit limit to compare with")
    share = max(0, int(row["exposure_base"])) * 100 // int(limit)
    return _("{share} % of the credit limit in use").format(share=share)


_SAID = {
    "amount": _amount,
    "days_past_due": _days_past_due,
    "promise": _promise,
    "risk_class": _risk_class,
    "flags": _flags,
    "contact_gap": _contact_gap,
    "credit_limit": _credit_limit,
}
