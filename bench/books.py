"""Synthetic books of any size, the same for the same seed: straight into SQLite, or as a CSV ledger."""

from __future__ import annotations

import csv
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from collectdesk.desk.book import set_up
from collectdesk.store import Store, create_store

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
FAR = "9999-12-31"
ITEMS = 5
COLLECTORS = 50

_PLACES = [
    ("DE", "Europe/Berlin", "EUR"), ("FR", "Europe/Paris", "EUR"), ("GB", "Europe/London", "GBP"),
    ("US", "America/New_York", "USD"), ("US", "America/Chicago", "USD"), ("JP", "Asia/Tokyo", "JPY"),
    ("SG", "Asia/Singapore", "USD"), ("KW", "Asia/Kuwait", "KWD"), ("CH", "Europe/Zurich", "CHF"),
    ("IN", "Asia/Kolkata", "USD"),
]  # fmt: skip
_RATES = {
    "EUR": (1, 1), "USD": (200, 217), "GBP": (2000, 1747), "JPY": (100, 163), "KWD": (2000, 6663),
    "CHF": (2500, 2339),
}  # fmt: skip
_WORDS = [
    "Anvil", "Birch", "Cobalt", "Dune", "Ember", "Fjord", "Garnet", "Harbour", "Inlet", "Juniper", "Kestrel",
    "Lumen", "Meadow", "Nettle", "Orchard", "Pebble", "Quarry", "Ridge", "Sable", "Thistle",
]  # fmt: skip
_KINDS = [
    "Trading",
    "Works",
    "Logistics",
    "Foods",
    "Textiles",
    "Energy",
    "Tools",
    "Paper",
    "Optics",
    "Marine",
]
_HOLDS = ["cease", "insolvency", "placed", "support_need", "hardship", "paid_claim", "skipped", "moratorium"]
_FLAGS = ["trend_worse", "part_payments", "silence", "returned_payment", "round_sums", "news_legal"]


@dataclass(frozen=True, slots=True)
class Case:
    """One invented account with its items: (document, posted, due, minor units)."""

    number: str
    name: str
    country: str
    zone: str
    currency: str
    items: list[tuple[str, date, date, int]]


def cases(accounts: int, seed: int = 7, day: date = DAY) -> Iterator[Case]:
    """Invented accounts, five open items each, due from four months ago to two months ahead."""
    dice = random.Random(seed)
    for n in range(1, accounts + 1):
        country, zone, currency = _PLACES[dice.randrange(len(_PLACES))]
        name = f"{_WORDS[n % 20]} {_WORDS[n // 20 % 20]} {_KINDS[n // 400 % 10]} {n}"
        size = 10 ** dice.uniform(3.3, 7.2)
        items = []
        for k in range(ITEMS):
            due = day + timedelta(days=dice.randrange(-130, 60))
            posted = due - timedelta(days=30)
            items.append((f"{n:07d}{k}", posted, due, 1 + int(size * dice.uniform(0.05, 1))))
        yield Case(f"{100000 + n}", name, country, zone, currency, items)


def make_book(path: Path, accounts: int, seed: int = 7) -> Store:
    """A book on SQLite with people, items, history, promises, holds and flags; not ranked yet."""
    store = create_store(str(path))
    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Bench", name="Bench")
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("BEGIN IMMEDIATE")
    at = int(NOW.timestamp())
    raw.executemany(
        "INSERT INTO user(id, name, roles, active, created_at) VALUES (?, ?, 'collector', 1, ?)",
        [(n, f"Collector {n}", at) for n in range(2, COLLECTORS + 2)],
    )
    raw.execute("INSERT INTO creditor_entity(id, code, name) VALUES (1, '1000', 'Bench Ltd')")
    raw.execute(
        "INSERT INTO import_run(id, kind, file_name, sha256, profile, snapshot, at, user_id, report)"
        " VALUES (1, 'receivables', 'bench.csv', '', '', 0, ?, 1, '{}')",
        (at,),
    )
    raw.executemany(
        "INSERT INTO ranking_rate(currency, num, den, rate_on) VALUES (?, ?, ?, '2026-11-23')",
        [(code, num, den) for code, (num, den) in _RATES.items()],
    )
    _fill(raw, accounts, seed, at)
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.close()
    return store


def write_csv(path: Path, accounts: int, seed: int = 7) -> int:
    """The same accounts and items as a CSV ledger; gives the number of lines below the headings."""
    from collectdesk.money import Money

    lines = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Customer", "Name", "Country", "Document", "Posting date", "Due date", "Currency", "Amount"]
        )
        for case in cases(accounts, seed):
            for document, posted, due, minor in case.items:
                amount = str(Money(minor, case.currency))
                writer.writerow(
                    [case.number, case.name, case.country, document, posted, due, case.currency, amount]
                )
                lines += 1
    return lines


_INSERTS = {
    "party": "(id, number, name, party_type, country, zone) VALUES (?, ?, ?, 'business', ?, ?)",
    "account": "(id, number, party_id, creditor_entity_id, risk_class, credit_limit_minor,"
    " credit_limit_currency, insurer_deadline, limitation_date, assignee_id, created_at)"
    " VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
    "open_item": "(account_id, document, line, kind, posted_on, due_on, currency, original_minor, open_minor,"
    " part_paid, disputed_minor, import_run_id) VALUES (?, ?, '', 'invoice', ?, ?, ?, ?, ?, 0, ?, 1)",
    "activity": "(account_id, user_id, at, seconds, channel, direction, result, attempt, contact, right_party,"
    " conversation, counts_to_cap, starts_wait) VALUES (?, ?, ?, 60, 'call', 'out', ?, 1, ?, ?, ?, 1, 0)",
    "promise": "(account_id, user_id, amount_minor, currency, promised_on, last_value_on, level, state, state_on,"
    " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "hold": "(account_id, kind, reason, since_on, until_on) VALUES (?, ?, '', ?, ?)",
    "warning_flag": "(account_id, flag, since_on, until_on) VALUES (?, ?, ?, ?)",
    "next_action": "(account_id, assignee_id, kind, due_at, text, state, created_at)"
    " VALUES (?, ?, ?, ?, '', 'open', ?)",
    "contact_point": "(party_id, kind, value, digits, digits_reversed, state, source)"
    " VALUES (?, 'phone', ?, ?, ?, 'unverified', 'bench')",
    "note": "(account_id, user_id, at, text) VALUES (?, ?, ?, ?)",
}


def _fill(raw: sqlite3.Connection, accounts: int, seed: int, at: int) -> None:
    dice = random.Random(seed + 1)
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INSERTS}
    for n, case in enumerate(cases(accounts, seed), 1):
        _one(rows, dice, n, case, at)
        if n % 5000 == 0 or n == accounts:
            for table, values in rows.items():
                raw.executemany(f"INSERT INTO {table}{_INSERTS[table]}", values)
                values.clear()


def _one(rows: dict[str, list[tuple[Any, ...]]], dice: random.Random, n: int, case: Case, at: int) -> None:
    who = 2 + n % COLLECTORS
    total = sum(item[3] for item in case.items)
    limit = int(total * dice.choice([0.8, 1.05, 1.2, 1.6, 3])) if dice.random() < 0.7 else None
    soon = (DAY + timedelta(days=dice.randrange(400))).isoformat() if dice.random() < 0.1 else None
    barred = (DAY + timedelta(days=dice.randrange(1100))).isoformat() if dice.random() < 0.2 else None
    rows["party"].append((n, case.number, case.name, case.country, case.zone))
    limits = (limit, case.currency if limit else None)
    rows["account"].append(
        (n, case.number, n, dice.choice("AABBCD"), *limits, soon, barred, who, at - 86400 * 400)
    )
    for document, posted, due, minor in case.items:
        disputed = minor // 2 if dice.random() < 0.05 else 0
        rows["open_item"].append(
            (n, document, posted.isoformat(), due.isoformat(), case.currency, minor, minor, disputed)
        )
    for _ in range(2):
        reached = int(dice.random() < 0.4)
        when = at - dice.randrange(86400 * 90)
        result = "IN_PROCESS" if reached else "NOANS"
        rows["activity"].append((n, who, when, result, reached, reached, reached))
    rows["note"].append((n, who, at - dice.randrange(86400 * 90), f"Spoke about invoice {n:07d}0"))
    digits = f"4930{n:08d}"
    rows["contact_point"].append((n, f"+{digits}", digits, digits[::-1]))
    if dice.random() < 0.4:
        rows["promise"].append(_promise(dice, n, who, case, at))
    if dice.random() < 0.08:
        until = FAR if dice.random() < 0.5 else (DAY + timedelta(days=dice.randrange(40))).isoformat()
        rows["hold"].append((n, dice.choice(_HOLDS), "2026-10-01", until))
    for flag in dice.sample(_FLAGS, dice.choice([0, 0, 0, 0, 1, 1])):
        until = (DAY + timedelta(days=dice.randrange(60))).isoformat()
        rows["warning_flag"].append((n, flag, "2026-10-01", until))
    if dice.random() < 0.15:
        kind = dice.choice(["call", "call", "callback", "answer", "check_payment"])
        due_at = at + dice.randrange(-86400, 86400 * 14)
        rows["next_action"].append((n, who, kind, due_at, at - dice.randrange(86400 * 5)))


def _promise(dice: random.Random, n: int, who: int, case: Case, at: int) -> tuple[Any, ...]:
    on = DAY + timedelta(days=dice.randrange(-90, 15))
    last = on + timedelta(days=1)
    state = "open" if last >= DAY else dice.choice(["kept", "kept", "broken"])
    turned = last + timedelta(days=1) if state != "open" else on - timedelta(days=7)
    days = (on.isoformat(), last.isoformat())
    amount = case.items[0][3]
    return (n, who, amount, case.currency, *days, dice.choice([1, 1, 2, 3]), state, turned.isoformat(), at)
