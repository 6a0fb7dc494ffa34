"""The line of options of an import, as it is typed: "dmy comma EUR snapshot sheet=Open"."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import Any

from collectdesk.i18n import _
from collectdesk.money.currency import is_currency

DATE_ORDERS = ("dmy", "mdy", "ymd")
_DECIMALS = {"comma": ",", "point": "."}
_NAMED = ("sheet", "profile", "company", "encoding", "delimiter", "customers", "account")


@dataclass(frozen=True, slots=True)
class Options:
    """What was understood. `reading` are arguments of `ReadingOptions`; `problem` a sentence, "" for none.

    With `payments`, which `untied` and `account=…` imply, the file is a bank statement and `reading` are arguments
    of `StatementOptions`; `untied` takes one whose balances do not tie, `mapping` says what its columns are.
    """

    reading: dict[str, Any] = field(default_factory=dict)
    snapshot: bool = False
    keep_good: bool = False
    problem: str = ""
    payments: bool = False
    untied: bool = False
    mapping: dict[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """What was understood, in words."""
        reading = self.reading
        parts = [_("a bank statement")] if self.payments else []
        if "date_order" in reading:
            orders = {
                "dmy": _("day, month, year"),
                "mdy": _("month, day, year"),
                "ymd": _("year, month, day"),
            }
            parts.append(orders[reading["date_order"]])
        if "decimal" in reading:
            parts.append(_("decimal comma") if reading["decimal"] == "," else _("decimal point"))
        if "currency" in reading:
            parts.append(_("amounts in {currency}").format(currency=reading["currency"]))
        parts += [f"{name} {reading[name]}" for name in _NAMED if name in reading]
        if self.snapshot:
            parts.append(_("closes what the file does not list"))
        if self.keep_good:
            parts.append(_("keeps the good lines although others are refused"))
        parts += [f"{heading}: {code}" for heading, code in self.mapping.items()]
        if self.untied:
            parts.append(_("taken although its balances do not tie"))
        return ", ".join(parts)


def parse_options(typed: str) -> Options:
    """Read the line. Never guesses: a word that means nothing is named in `problem`."""
    try:
        words = shlex.split(typed)
    except ValueError:
        return Options(problem=_("a quotation mark is not closed"))
    reading: dict[str, Any] = {}
    snapshot = keep_good = payments = untied = False
    mapping: dict[str, str] = {}
    said_payments = any(word.casefold() == "payments" for word in words)
    for word in words:
        low = word.casefold()
        name, equals, value = word.partition("=")
        if low in DATE_ORDERS:
            reading["date_order"] = low
        elif low in _DECIMALS:
            reading["decimal"] = _DECIMALS[low]
        elif low == "snapshot":
            snapshot = True
        elif low in ("keep-good", "keep"):
            keep_good = True
        elif low == "payments":
            payments = True
        elif low == "untied":
            untied = True
        elif equals and name.casefold() in _NAMED and value:
            reading[name.casefold()] = value
        elif equals and said_payments and (column := _column(word)) is not None:
            mapping[column[0]] = column[1]
        elif len(word) == 3 and word.isalpha() and is_currency(word.upper()):
            reading["currency"] = word.upper()
        else:
            return Options(
                reading,
                snapshot,
                keep_good,
                _(
                    "{word} means nothing here; use dmy, mdy or ymd, comma or point, a currency such as EUR, "
                    "snapshot, keep-good, payments, untied, sheet=…, profile=…, company=…, account=…"
                ).format(word=word),
            )
    payments = payments or untied or "account" in reading
    return Options(reading, snapshot, keep_good, payments=payments, untied=untied, mapping=mapping)


def _column(word: str) -> tuple[str, str] | None:
    """HEADING=FIELD of a bank's table; None where there is no such field."""
    from collectdesk.exchange.bank.columns import STATEMENT_FIELDS

    heading, _equals, code = word.rpartition("=")
    return (heading, code) if heading and code in ("", *STATEMENT_FIELDS) else None
