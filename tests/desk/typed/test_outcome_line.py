"""What is typed in one line: results, amounts, days; never a silently wrong amount or day."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.desk.dispositions import dispositions
from collectdesk.desk.typed.days import read_day, read_time
from collectdesk.desk.typed.figures import read_amount
from collectdesk.desk.typed.follow_up_line import parse_follow_up
from collectdesk.desk.typed.outcome_line import Parsed, Surroundings, parse, results_beginning

TODAY = date(2026, 11, 24)
"""A Tuesday."""
AROUND = Surroundings(TODAY, "Europe/Berlin", "Asia/Tokyo", {"EUR": 130_000, "USD": 2_000})


def _read(line: str) -> Parsed:
    return parse(line, AROUND)


@pytest.mark.parametrize(
    ("line", "minor", "currency", "on", "method"),
    [
        ("ptp 1200 eur fri wire", 120_000, "EUR", date(2026, 11, 27), "transfer"),
        ("ptp fri 1200", 120_000, "EUR", date(2026, 11, 27), None),
        ("PTP 1,200.50 USD 27.11. card", 120_050, "USD", date(2026, 11, 27), "card"),
        ("promise usd 1.200,50 on 27 nov", 120_050, "USD", date(2026, 11, 27), None),
        ("ptp 12.50 fri", 1_250, "EUR", date(2026, 11, 27), None),
        ("ptp 1.5k in 3 days", 150_000, "EUR", date(2026, 11, 27), None),
        ("ptp mon 30 nov 1200", 120_000, "EUR", date(2026, 11, 30), None),
        ("ptp 50 dec 5", 5_000, "EUR", date(2026, 12, 5), None),
        ("ptp all fri", 130_000, "EUR", date(2026, 11, 27), None),
        ("ptp all usd fri", 2_000, "USD", date(2026, 11, 27), None),
        ("ptp 1200 by 2026-11-27, cash", 120_000, "EUR", date(2026, 11, 27), "cash"),
        ("ptp 1200 next fri", 120_000, "EUR", date(2026, 12, 4), None),
        ("ptp 1200 27 nov 2026 cheque", 120_000, "EUR", date(2026, 11, 27), "cheque"),
    ],
)
def test_a_promise_in_any_order(line: str, minor: int, currency: str, on: date, method: str | None) -> None:
    read = _read(line)
    assert read.complete, read
    assert read.amount is not None
    assert (read.amount.minor, read.amount.currency, read.on, read.method) == (minor, currency, on, method)
    assert read.note == ""


@pytest.mark.parametrize(
    "line",
    [
        "ptp 1.200 fri",  # 1200 or 1.2
        "ptp 1,200k fri",  # 1,200,000 or 1,200
        "ptp 3/4 1200",  # 3 April or 4 March
        "ptp 20 dec 5",  # 20 by 5 Dec, or 5 by 20 Dec
        "ptp tue 30 nov 1200",  # 30 Nov is a Monday
        "ptp 1200 1300 fri",  # two amounts
        "ptp 27.11 1200 fri",  # a date without its last dot
        "ptp all 500 fri",
        "ptp 1200 try fri",  # nothing is open in lira
        "ptp 1200 30 feb",
        "ptp 1200 1.1.2020",  # over
        "ptp 1200 9999-12-31",
        "ptp 0 fri",
        "ptp 12,00.50 fri",
        "ptp 1200.505 fri",
        "ptp 99999999999999999999999999 fri",
        "disp price 100 chf",
        "zzz",
    ],
)
def test_what_can_be_read_in_two_ways_is_a_problem_and_no_guess(line: str) -> None:
    read = _read(line)
    assert read.problems
    assert not read.complete


def test_a_word_of_the_note_is_never_taken_for_something_else() -> None:
    assert _read("ptp 1200 fri try again on monday").note == "try again on monday"
    assert _read("ptp 1200 fri all good").note == "all good"
    assert _read("ptp 1200 by friday the boss said").note == "the boss said"
    assert _read("gk mon she is back").note == "mon she is back"
    assert _read("gk the boss, 3 people, all eur").note == "the boss, 3 people, all eur"
    assert _read("rep lawyer Meyer").note == "Meyer"


def test_missing_things_are_named() -> None:
    assert _read("ptp").missing == ("amount", "date")
    assert _read("ptp 1200").missing == ("date",)
    assert _read("cb fri").missing == ("when",)
    assert _read("disp").missing == ("reason",)
    assert _read("rep").missing == ("sub",)
    assert _read("na").complete
    assert _read("") == Parsed()


def test_a_call_back_is_on_the_customers_clock_and_else_on_the_desks() -> None:
    assert _read("cb fri 10:30").when == datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
    unknown = Surroundings(TODAY, "Europe/Berlin", None, {})
    assert parse("cb fri 10:30", unknown).when == datetime(2026, 11, 27, 9, 30, tzinfo=UTC)


def test_disputes_keep_the_currency_that_was_typed() -> None:
    assert (_read("disp price").amount, _read("disp price").currency) == (None, "EUR")
    assert (_read("disp price usd").amount, _read("disp price usd").currency) == (None, "USD")
    read = _read("disp price 1140")
    assert read.amount is not None
    assert (read.reason, read.amount.minor) == ("PRICE", 114_000)


def test_every_word_of_every_result_names_it() -> None:
    for result in dispositions().values():
        for word in (*result.words, result.code, result.label):
            assert _read(word).result == result, word
    assert [one.code for one in results_beginning("di")] == ["DISC", "DISPUTE"]


WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
AMOUNTS = st.integers(1, 10**9)


@given(AMOUNTS, st.integers(0, 3))
def test_written_amounts_come_back_exactly(minor: int, digits: int) -> None:
    value = Decimal(minor).scaleb(-digits)
    plain = f"{value:.{digits}f}" if digits else str(minor)
    grouped = f"{value:,.{digits}f}"
    swapped = grouped.translate(str.maketrans(",.", ".,"))
    for typed in {plain, grouped, swapped, grouped.replace(",", "'")}:
        read = read_amount(typed, digits)
        if isinstance(read, str):
            assert "can be" in read, (typed, read)
            assert sum(mark in typed for mark in ",.") == 1
        else:
            assert read == value, typed


@given(st.text(alphabet="0123456789.,'km", max_size=14), st.integers(0, 3))
def test_an_amount_that_is_read_has_the_digits_that_were_typed(typed: str, digits: int) -> None:
    read = read_amount(typed, digits)
    if isinstance(read, Decimal):
        shown = "".join(c for c in typed if c.isdecimal()).strip("0")
        assert "".join(c for c in f"{read:f}" if c.isdecimal()).strip("0") == shown
        assert read >= 0


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.integers(0, 360))
def test_a_day_is_read_as_it_is_written(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    month = f"{day:%B}".lower()
    for typed in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day}.{day.month}.",
        f"{day.day} {month[:3]}",
        f"{day.day}th {month}",
        f"{month} {day.day}",
        f"{day.day} {month} {day.year}",
        f"{day:%a} {day.day} {month[:3]}".lower(),
        f"in {ahead} days",
        f"+{ahead}d",
    ):
        read = read_day(typed.split(), today)
        assert read is not None, typed
        assert (read.value, read.words, read.problem) == (day, len(typed.split()), None), typed


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_next_one_and_never_today(today: date, word: str) -> None:
    read = read_day([word], today)
    assert read is not None
    assert read.value is not None
    assert 1 <= (read.value - today).days <= 7
    assert f"{read.value:%a}".lower() == word


def test_times() -> None:
    assert [read_time(t) for t in ("10", "10:05", "10.05", "10h05", "12am", "12pm", "9:30pm")] == [
        time(10), time(10, 5), time(10, 5), time(10, 5), time(0), time(12), time(21, 30),
    ]  # fmt: skip
    assert [read_time(t) for t in ("24", "10:60", "13pm", "²", "10:5", "noon", "")] == [None] * 7


TYPED = (
    "ptp cb disp na 1200 1.200 fri 27 nov eur all in 3 days price 10:30 ² ٣ [/b 🂡 next mon +99999d 9999-12-31 0x1"
    " -5 1e9 by"
)


@given(st.lists(st.sampled_from(TYPED.split(" ")) | st.text(max_size=6), max_size=7).map(" ".join))
def test_no_line_breaks_it(line: str) -> None:
    read = _read(line)
    assert not (read.complete and read.amount is not None and read.amount.minor <= 0)
    assert not (read.complete and read.on is not None and read.on < TODAY)
    parse_follow_up(line, datetime(2026, 11, 24, 9, 2, tzinfo=UTC), "Europe/Berlin", None)


def test_the_order_of_words_changes_no_promise() -> None:
    for words in itertools.permutations(["1200", "usd", "27.11.", "wire"]):
        read = _read("ptp " + " ".join(words))
        assert read.amount is not None
        got = (read.amount.minor, read.amount.currency, read.on, read.method, read.problems)
        assert got == (120_000, "USD", date(2026, 11, 27), "transfer", ())


NOW = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
"""10:02 in Berlin, 18:02 in Tokyo."""


@pytest.mark.parametrize(
    ("line", "kind", "at", "text"),
    [
        ("mon 10", "call", datetime(2026, 11, 30, 9, tzinfo=UTC), ""),
        ("10 mon", "call", datetime(2026, 11, 30, 9, tzinfo=UTC), ""),
        ("fri", "call", datetime(2026, 11, 27, 8, tzinfo=UTC), ""),
        ("14:30", "call", datetime(2026, 11, 24, 13, 30, tzinfo=UTC), ""),
        ("9", "call", datetime(2026, 11, 25, 8, tzinfo=UTC), ""),
        ("cb tomorrow 10", "callback", datetime(2026, 11, 25, 1, tzinfo=UTC), ""),
        ("letter in 3 days send the copy", "letter", datetime(2026, 11, 27, 8, tzinfo=UTC), "send the copy"),
        ("bank 27 nov 10", "check_payment", datetime(2026, 11, 27, 9, tzinfo=UTC), ""),
    ],
)
def test_a_follow_up_in_one_line(line: str, kind: str, at: datetime, text: str) -> None:
    read = parse_follow_up(line, NOW, "Europe/Berlin", "Asia/Tokyo")
    assert (read.kind, read.at, read.text, read.complete) == (kind, at, text, True)


@pytest.mark.parametrize("line", ["", "call", "1.1.2020", "today 8", "3/4", "soon"])
def test_a_follow_up_that_names_no_moment_ahead_is_not_complete(line: str) -> None:
    assert not parse_follow_up(line, NOW, "Europe/Berlin", None).complete
