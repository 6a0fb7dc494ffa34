"""Messages written and checked per second, beside bare Jinja2, gettext and Babel: `python -m bench.messages`.

The floor renders the same template texts with the same catalogue and the same formats, in one environment without
sandbox, marks, blocks, salutation or check.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, StrictUndefined

from collectdesk.messages.catalogue import translator
from collectdesk.messages.checks import Expected, Place, Said, check
from collectdesk.messages.formats import Reader, reader
from collectdesk.messages.marked import Marked
from collectdesk.messages.message import Message, write
from collectdesk.messages.purposes import Purpose, purpose
from collectdesk.messages.salutation import Addressee
from collectdesk.messages.templates import Part
from collectdesk.money import Money

HOMES = {"en": "GB", "de": "DE", "ja": "JP", "ar": "AE"}
NAMES = (
    "friendly_reminder",
    "second_reminder",
    "promise_confirmation",
    "payment_received_thanks",
    "statement_of_account",
)
_DAY = date(2026, 10, 28)
_SLICES = 8


def fields(n: int) -> dict[str, Any]:
    """The fields of message number `n`: amounts, days and references differ from one to the next."""
    amount, day = Money(123456 + 37 * n, "EUR"), _DAY - timedelta(days=n % 200)
    documents = [
        {"document": f"46{n % 1000:03d}{at}", "due_on": day, "amount": Money(50000 + n + at, "EUR")}
        for at in range(3)
    ]
    return {
        "consumer": False, "customer": f"Kestrel Works {n}", "reference": f"{100000 + n}", "creditor": "Example Ltd",
        "agency": "Example Ltd", "agent": "Asha Verma", "person": "Robin Doe", "phone": "+44 20 7946 0000", "bank": "",
        "licence": "", "help": "", "complaints": "", "step": "", "language": "English", "amount": amount, "due_on": day,
        "days": n % 90 + 1, "count": 3, "document": "", "documents": documents, "answer_by": day + timedelta(days=14),
        "letter_on": day, "as_of": day, "principal": amount, "interest": None, "fees": None, "paid": None,
        "balance": amount, "disputed": None, "ask_reason": True, "pause_until": None,
        "promise": {"amount": amount, "promised_on": day, "paid": None}, "rest": None,
        "payment": {"amount": amount, "received_on": day},
    }  # fmt: skip


def ours(wanted: Purpose, to: Reader, told: dict[str, Any]) -> Message:
    """Written and checked."""
    who = Addressee("Robin Doe", "", told["customer"], False)
    made = write(wanted, "email", to, who, told, agent="Asha Verma", sender="Example Ltd")
    parts: tuple[tuple[Place, Marked], ...] = (("subject", made.subject), ("body", made.body))
    names = ("Robin Doe", told["customer"], "Example Ltd", "Asha Verma")
    expected = Expected(wanted.tone, currencies=frozenset({"EUR"}), names=names, today=_DAY)
    if any(one.severity == "block" for one in check(Said(to.language, to, "email", parts), expected)):
        raise SystemExit(f"{wanted.name} in {to.language} is stopped by its check")
    return made


def bare(to: Reader) -> Callable[[Purpose, dict[str, Any]], str]:
    """The same texts through Jinja2, gettext and Babel as they come."""
    words = translator(to.language)
    env = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.i18n"], autoescape=False)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    env.filters["money"] = lambda one: format_currency(
        one.minor / 100, one.currency, "#,##0.00 ¤¤", locale=to.locale, currency_digits=False
    )
    env.filters["day"] = lambda one: format_date(one, "long", locale=to.locale)
    env.filters["number"] = lambda one: format_decimal(one, locale=to.locale)
    made: dict[str, list[tuple[str, Any]]] = {}

    def render(wanted: Purpose, told: dict[str, Any]) -> str:
        if wanted.name not in made:
            made[wanted.name] = [
                (rows, env.from_string(text))
                for part in wanted.parts
                if part.kind not in ("sms", "spoken")
                for rows, text in _texts(part)
            ]
        said: list[str] = []
        for rows, template in made[wanted.name]:
            said += [template.render({**told, **row}) for row in (told[rows] if rows else [{}])]
        return "\n".join(said)

    return render


def _texts(part: Part) -> list[tuple[str, str]]:
    """The texts of a block, each with the name of the rows that it is said for."""
    if part.kind == "table":
        return [("", part.lines[0]), (part.argument.split()[0], "\n".join(part.lines[1:]))]
    return [("", part.body)]


def rate(work: Callable[[int], Any], seconds: float) -> float:
    """How many a second."""
    start, n = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        work(n)
        n += 1
    return n / (time.perf_counter() - start)


def measure(seconds: float = 2.0) -> list[tuple[str, str, str, str]]:
    """The rows of the table: what, floor, figure, share of the floor."""
    wanted = [purpose(name) for name in NAMES]
    rows = []
    for language, country in HOMES.items():
        to = reader(language, country)
        start = time.perf_counter()
        ours(wanted[0], to, fields(0))
        cold = time.perf_counter() - start
        floor = bare(to)
        for one in wanted:
            floor(one, fields(0))
            ours(one, to, fields(0))
        low, high = [], []
        for _slice in range(_SLICES):  # by turns, so that other work on the machine falls on both
            low.append(rate(lambda n: floor(wanted[n % len(wanted)], fields(n)), seconds / _SLICES))  # noqa: B023
            high.append(rate(lambda n: ours(wanted[n % len(wanted)], to, fields(n)), seconds / _SLICES))  # noqa: B023
        bare_rate, our_rate = statistics.median(low), statistics.median(high)
        share = statistics.median(b / a for a, b in zip(low, high, strict=True))
        rows.append(
            (f"{language}, written and checked", f"{bare_rate:,.0f}/s", f"{our_rate:,.0f}/s", f"{share:.2f}")
        )
        rows.append((f"{language}, the first of all", "", f"{cold * 1000:,.0f} ms", ""))
    return rows


def main() -> None:
    """Print the table."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=float, default=2.0)
    for row in measure(given.parse_args().seconds):
        print("  ".join(f"{cell:<32}" for cell in row))


if __name__ == "__main__":
    main()
