"""Preparing a morning's messages beside bare SQL over the same rows: `python -m bench.campaigns 100000`."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from bench import books
from bench.ranking import seconds
from sqlalchemy import text

from collectdesk.desk.book import find_actor
from collectdesk.desk.messages.campaign import prepare_campaign
from collectdesk.desk.messages.occasions import checkins, thanks
from collectdesk.desk.messages.steps import steps_due
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.store import Store

FLOOR = """
SELECT count(*), sum(o), max(n), max(f) FROM (
  SELECT a.id, i.o AS o, i.n AS n, p.f AS f FROM account a
  JOIN (SELECT account_id, sum(open_minor) AS o, min(due_on) AS n, max(currency) FROM open_item
        WHERE open_minor > 0 GROUP BY account_id) i ON i.account_id = a.id
  JOIN party ON party.id = a.party_id
  LEFT JOIN (SELECT account_id, max(state_on) AS f FROM promise WHERE undone_by IS NULL GROUP BY account_id) p
         ON p.account_id = a.id
  LEFT JOIN (SELECT account_id, max(kind) AS h FROM hold WHERE undone_by IS NULL GROUP BY account_id) h
         ON h.account_id = a.id
  LEFT JOIN (SELECT account_id, max(kind) AS w FROM next_action WHERE state = 'open' GROUP BY account_id) w
         ON w.account_id = a.id
  WHERE h.h IS NULL AND w.w IS NULL
)
"""


def reachable(store: Store) -> None:
    """Give every customer an e-mail address."""
    with store.write() as session:
        session.execute(
            text(
                "INSERT INTO contact_point(party_id, kind, value, use, state, source)"
                " SELECT id, 'email', 'ap' || id || '@example.org', 'work', 'verified', 'bench' FROM party"
            )
        )
        session.execute(
            text("UPDATE creditor_entity SET collector = 'creditor', debt_type = 'trade_invoice'")
        )
        rank_accounts(session, books.DAY, None)


def measure(store: Store, drafts: int) -> list[tuple[str, str]]:
    """What was measured, and how long it took."""
    actor = find_actor(store, None)

    def floor() -> None:
        with store.read() as session:
            session.execute(text(FLOOR)).one()

    def find() -> int:
        with store.read() as session:
            found = steps_due(session, books.DAY)
            thanks(session, books.DAY)
            checkins(session, books.DAY)
        return len(found.due)

    found, bare, ours = find(), [], []
    for _ in range(3):
        bare.append(seconds(floor))
        ours.append(seconds(find))
    low, high = statistics.median(bare), statistics.median(ours)
    start = time.perf_counter()
    done = prepare_campaign(store, actor, books.NOW, most=drafts)
    whole = time.perf_counter() - start
    made = done.messages + done.actions
    return [
        ("floor: bare SQL over the same rows", f"{low:.2f} s"),
        (f"finding {found:,} steps", f"{high:.2f} s = {high / low:.1f} x floor"),
        (f"preparing {done.messages} drafts and {done.actions} next actions, each an act", f"{whole:.1f} s"),
        ("each of them", f"{(whole - high) / max(1, made) * 1000:.1f} ms"),
        (
            "not prepared, by reason",
            ", ".join(f"{n:,} {why}" for (_name, why), n in done.passed.most_common(4)),
        ),
    ]


def main() -> None:
    """Measure books of the sizes that were asked for."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("accounts", type=int, nargs="*", default=[10_000])
    given.add_argument("--drafts", type=int, default=200)
    asked = given.parse_args()
    for accounts in asked.accounts:
        with tempfile.TemporaryDirectory() as folder:
            store = books.make_book(Path(folder) / "book.db", accounts)
            reachable(store)
            for name, figure in measure(store, asked.drafts):
                print(f"{accounts:>9,}  {name:<64} {figure}", flush=True)
            store.close()


if __name__ == "__main__":
    main()
