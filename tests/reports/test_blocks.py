"""The blocks of the shift report, from entries as the acts write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from collectdesk.money import Money
from collectdesk.reports.shift import Entry, ShiftReport, shift_report

START = datetime(2026, 11, 23, 23, tzinfo=UTC)
END = START + timedelta(days=1)
ASHA, BEN = 1, 2


class Journal:
    """Entries in order, a minute apart unless a moment is given."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, act: str, *, at: str = "", by: int = ASHA, account: int | None = None, **facts: Any) -> int:
        """An entry; gives its id."""
        n = len(self.entries) + 1
        moment = datetime.fromisoformat(at) if at else START + timedelta(hours=8, minutes=n)
        self.entries.append(Entry(n, moment, by, act, account, False, facts))
        return n

    def report(self, *people: int) -> ShiftReport:
        """The report of these people, of everybody without."""
        return shift_report(self.entries, START, END, "Asha", people or None, "Europe/Berlin")

    def block(self, key: str, *people: int) -> dict[str, tuple[Any, ...]]:
        """Cells after the first by the key of their row."""
        (sheet,) = (one for one in self.report(*people).blocks if one.key == key)
        return {row.key: row.cells for row in sheet.rows}


def call(flags: str = "ACRV", **more: Any) -> dict[str, Any]:
    """Facts of an outbound call."""
    return {"channel": "call", "direction": "out", "result": "REFUSE", "flags": flags, **more}


def test_figures_by_the_hour_follow_from_recorded_marks() -> None:
    """19 contacts in 6.75 hours are 2.81 an hour (section 2.8 of the domain facts, example a)."""
    made = Journal()
    made.add("shift.mark", at="2026-11-24T07:00:00+00:00", mark="begin")
    made.add("shift.mark", at="2026-11-24T11:00:00+00:00", mark="break")
    made.add("shift.mark", at="2026-11-24T11:45:00+00:00", mark="resume")
    for _ in range(19):
        made.add("call.log", account=5, **call())
    made.add("shift.mark", at="2026-11-24T14:30:00+00:00", mark="end")
    (cells,) = made.block("at_work").values()
    assert cells[2:4] == (timedelta(minutes=45), timedelta(hours=6, minutes=45))
    assert cells[5] == Decimal("2.81")
    made.entries.pop()
    (cells,) = made.block("at_work").values()
    assert cells[1] is cells[3] is cells[5] is None


def test_attempts_stand_under_both_clocks() -> None:
    made = Journal()
    at = "2026-11-24T08:30:00Z"  # 09:30 in Berlin, 17:30 in Tokyo, 14:00 in Kolkata
    made.add("call.log", **call(started_at=at, zone="Asia/Tokyo"))
    made.add("call.log", **call("A", started_at=at, zone=None, gate={"zones": ["Asia/Kolkata"]}))
    made.add("call.log", **call("A", started_at=at))
    found = made.block("by_hour")
    assert found["09"][1:] == (3, 1, 0, 0)
    assert found["17"][1:] == (0, 0, 1, 1)
    assert found["14"][1:] == (0, 0, 1, 0)
    assert found["not_recorded"][1:] == (0, 0, 1, 0)


def test_money_counts_for_whose_account_it_is() -> None:
    made = Journal()
    made.add("payments.received", by=BEN, of=ASHA, received=[["EUR", 2, 50000], ["JPY", 1, 700]])
    made.add("payment.reverse", by=BEN, account=7, of=ASHA, received=[["EUR", -1, -20000]])
    taken = made.add("payment.accept", by=ASHA, account=8, of=BEN, received=[["EUR", 1, 999]])
    found = made.block("results", ASHA)
    assert found["received.EUR"][1:3] == (1, Money(30000, "EUR"))
    assert found["received.JPY"][1:3] == (1, Money(700, "JPY"))
    assert made.block("results", BEN)["received.EUR"][2] == Money(999, "EUR")
    made.add("act.undo", by=BEN, undone=taken)
    assert "received.EUR" not in made.block("results", BEN)


def day_figures(made: Journal, **facts: Any) -> int:
    """The figures of Asha's day, recorded by Ben who opened the book first."""
    return made.add("day.figures", by=BEN, of=ASHA, **facts)


def test_the_worklist_tells_planned_worked_skipped_and_carried() -> None:
    made = Journal()
    day_figures(made, planned=[11, 12, 13, 14], top=[[11, 80], [12, 75], [13, 60]])
    made.add("call.log", account=11, **call())
    made.add("call.log", account=12, **call("A"))
    made.add("account.skip", account=13, why="document")
    made.add("account.skip", account=20)
    found = {key: cells[1] for key, cells in made.block("worklist", ASHA).items()}
    assert (found["planned"], found["planned_worked"], found["planned_skipped"], found["carried_over"]) == (
        4,
        2,
        1,
        1,
    )
    assert (found["worked"], found["skipped.document"], found["skipped.not_recorded"]) == (4, 1, 1)
    assert list(made.block("top_not_reached", ASHA)) == ["12", "13"]
    assert "planned" not in made.block("worklist", BEN)


def test_the_portfolio_adds_up() -> None:
    made = Journal()
    day_figures(
        made,
        overdue=[["EUR", "d1_30", 2, 5000], ["EUR", "d31_60", 1, 3000]],
        before=[["EUR", "d1_30", 3, 9000]],
        moved=[["EUR", "new", 1000], ["EUR", "rolled", 3000]],
    )
    found = made.block("portfolio", ASHA)
    assert found["EUR.d31_60"][1:] == (Money(0, "EUR"), Money(3000, "EUR"), Money(3000, "EUR"))
    assert found["EUR.overdue"][1:] == (Money(9000, "EUR"), Money(8000, "EUR"), Money(-1000, "EUR"))
    new, rest = found["EUR.new"][3], found["EUR.rest"][3]
    assert new + rest == found["EUR.overdue"][3]
    assert made.block("portfolio", BEN) == {}


def test_the_first_recorded_day_has_nothing_before_it() -> None:
    made = Journal()
    day_figures(made, overdue=[["JPY", "d91_plus", 1, 700]], before=None)
    found = made.block("portfolio")
    assert found["JPY.d91_plus"][1:] == (None, Money(700, "JPY"), None)
    assert "JPY.rest" not in found


def test_the_hand_over_keeps_what_is_open_with_the_customers_time() -> None:
    made = Journal()
    waiting = [1, 101, "answer", "2026-11-23T08:00:00Z", None]
    agreed = [2, 102, "callback", "2026-11-24T09:00:00Z", "Asia/Tokyo"]
    day_figures(made, open=[waiting, agreed])
    made.add("call.log", account=102, **call(changed=[["next_action", 2, {"state": ["open", "done"]}]]))
    plans = [[3, "callback", "2026-11-25T00:15:00Z", "Asia/Tokyo"], [4, "call", "x", None]]
    left = made.add("follow_up.plan", account=103, actions=plans)
    found = made.block("hand_over", ASHA)
    assert list(found) == ["1", "3"]
    assert found["3"][3] == "2026-11-25 09:15 Asia/Tokyo"
    made.add("act.undo", undone=left)
    assert list(made.block("hand_over", ASHA)) == ["1"]


def test_asks_show_of_whom_until_when_and_how_they_ended() -> None:
    made = Journal()
    day_figures(made, asks=[[1, 101, "lead", "2026-11-26"]])
    made.add("plan.make", account=102, approval=2, needs="manager", expires_on="2026-12-01")
    made.add("settlement.offer", account=103, approval=3, needs="lead")
    made.add("approval.withdraw", account=102, approval=2)
    found = made.block("asks", ASHA)
    assert [cells[0] for cells in found.values()] == [101, 102, 103]
    assert [cells[3] for cells in found.values()] == ["open", "withdrawn", "open"]
    assert found["3"][2] is None


def test_learning_counts_for_whom_it_is_about() -> None:
    made = Journal()
    for _ in range(2):
        made.add("learning.log", by=BEN, of=ASHA, kind="review", topic="silence")
    assert made.block("learning", ASHA)["review.silence"] == ("review", "silence", 2)
    assert made.block("learning", BEN) == {}


def test_disputes_by_outcome_with_their_days() -> None:
    made = Journal()
    opened = made.add("dispute.raise", account=5, dispute=1, reason="PRICE", amount=["EUR", 114_000])
    made.add("call.log", account=6, dispute=2, amount=["JPY", 700], **call())
    for days, accepted in ((3, 100_00), (6, 20_00)):
        made.add(
            "dispute.decide", account=5, decided=days, outcome="partly_accepted", amount=["EUR", 200_00],
            accepted=accepted, days=days,
        )  # fmt: skip
    granted = made.add(
        "approval.decide", by=BEN, account=5, decided=9, outcome="accepted", amount=["EUR", 500], accepted=500,
        days=1, approval=1, state="approved",
    )  # fmt: skip
    asked = {"outcome": "accepted", "amount": ["EUR", 500], "accepted": 500, "approval": 1}
    made.add("dispute.decide", account=5, decision=3, **asked)
    found = made.block("disputes", ASHA)
    assert found["opened.EUR"] == ("Opened in EUR", 1, Money(114_000, "EUR"), None, None)
    assert found["opened.JPY"][1:3] == (1, Money(700, "JPY"))
    assert found["partly_accepted.EUR"][1:] == (
        2,
        Money(400_00, "EUR"),
        Money(120_00, "EUR"),
        Decimal("4.50"),
    )
    assert "accepted.EUR" not in found
    assert made.block("disputes", BEN)["accepted.EUR"][1:4] == (1, Money(500, "EUR"), Money(500, "EUR"))
    report = made.report(ASHA)
    assert (report.figures["disputes_opened"].value, report.figures["disputes_closed"].value) == (2, 2)
    assert report.figures["disputes_opened"].entries[0] == opened
    assert made.report(BEN).figures["disputes_closed"].entries == (granted,)
    assert made.block("results", ASHA)["disputes_closed"][1] == 2
    made.add("act.undo", undone=3, account=5)
    assert made.block("disputes", ASHA)["partly_accepted.EUR"][1] == 1
