"""Hours, holidays, scope, dates, and rules above each other, on small records made for them."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from collectdesk.cli.check import checked
from collectdesk.rules.case import Case, Consent, Stopped
from collectdesk.rules.gate import everything, judge
from collectdesk.rules.places import address_zones
from collectdesk.rules.question import Question, plan_of
from collectdesk.rules.record import CHANNELS, PartyType
from collectdesk.rules.rulebook import load_rulebook
from collectdesk.rules.verdict import Outcome
from tests.campaign import some
from tests.rules.records import LAW, OPEN, TUESDAY, ask, at, call, rule, rulebook, said

DAY = timedelta(days=1)
UNSURE = LAW.replace("C1", "U")
DRAFT = LAW.replace("statute", "draft")
WEEK = 'week = ["mon-fri 08:00-20:00", "sun 10:00-12:00"]'


# Hours


def test_the_opening_minute_is_open_and_the_closing_minute_shut() -> None:
    book = rulebook(rule("hours", WEEK))
    outcomes = [ask(book, at(24, clock)).outcome.name for clock in ("07:59", "08:00", "19:59", "20:00")]
    assert outcomes == ["BLOCK", "ALLOW", "ALLOW", "BLOCK"]
    assert ask(book, at(24, "20:00")).next_allowed_at == at(25, "08:00")
    assert ask(book, at(27, "20:00")).next_allowed_at == at(29, "10:00")
    assert ask(book, at(24, "08:00")).until == at(24, "20:00")


def test_all_plausible_zones_must_agree() -> None:
    book = rulebook(rule("hours", WEEK))
    zones = ("Europe/London", "America/New_York")
    assert ask(book, at(24, "12:59"), zones=zones).outcome is Outcome.BLOCK
    assert ask(book, at(24, "12:59"), zones=zones).next_allowed_at == at(24, "13:00")
    assert ask(book, at(24, "13:00"), zones=zones).outcome is Outcome.ALLOW
    assert ask(book, at(24, "20:00"), zones=zones).outcome is Outcome.BLOCK


def test_without_a_place_nothing_is_allowed() -> None:
    verdict = ask(rulebook(OPEN), zones=())
    assert (verdict.outcome.name, verdict.next_allowed_at) == ("REVIEW", None)


@pytest.mark.parametrize("confidence", ["U", "unknown"])
@pytest.mark.parametrize(
    "unsure",
    [
        rule("hours", WEEK, UNSURE),
        rule("cap", "most = 1\ndays = 7", UNSURE) + OPEN,
        rule("cool_down", "days = 7", UNSURE) + OPEN,
        rule("spacing", "gap_days = 3", UNSURE) + OPEN,
        rule("gate", 'needs = "reminder"\ndays = 5', UNSURE) + OPEN,
        rule("channel", 'asks = "banned"', UNSURE) + OPEN,
        rule("prohibition", 'applies = { collector = ["third_party"] }', UNSURE) + OPEN,
        rule("stop", 'trigger = "cease"', UNSURE) + OPEN,
        rule("limitation", 'years = 1\neffect = "no_contact"', UNSURE) + OPEN,
    ],
)
def test_what_is_not_confirmed_never_decides(unsure: str, confidence: str) -> None:
    facts = {
        "attempts": (call(23, conversation=True, reached=True),),
        "stops": (Stopped("cease", date(2026, 11, 1)),),
        "due_on": date(2020, 1, 1),
    }
    book = rulebook(unsure.replace('"U"', f'"{confidence}"'))
    assert ask(book, **facts).outcome is Outcome.REVIEW
    known = rulebook(unsure.replace('"U"', '"K"').replace(WEEK, 'week = ["sat 08:00-20:00"]'))
    assert ask(known, **facts).outcome is Outcome.BLOCK


def test_a_cap_that_is_not_confirmed_asks_from_the_first_contact_on() -> None:
    book = rulebook(rule("cap", "most = 5\ndays = 7", UNSURE) + OPEN)
    assert ask(book).outcome is Outcome.ALLOW
    assert ask(book, attempts=(call(23),)).outcome is Outcome.REVIEW


def test_hours_that_are_not_confirmed_leave_the_house_hours_in_force() -> None:
    book = rulebook(rule("hours", 'week = ["mon-sun 00:00-24:00"]', UNSURE))
    inside, outside = ask(book, at(24)), ask(book, at(24, "21:00"))
    assert (said(inside, "hours"), said(inside, "house_hours"), inside.outcome.name) == (
        "REVIEW",
        "ALLOW",
        "REVIEW",
    )
    assert (said(outside, "house_hours"), outside.outcome.name) == ("BLOCK", "BLOCK")


def test_a_draft_is_never_applied() -> None:
    for kind, keys in (
        ("hours", 'week = ["sat 08:00-09:00"]'),
        ("prohibition", ""),
        ("channel", 'asks = "banned"'),
        ("gate", 'needs = "reminder"'),
        ("say", 'key = "k"\ntext = "Say it"\ncondition = true'),
    ):
        verdict = ask(rulebook(OPEN + rule(kind, f'id = "draft"\n{keys}', DRAFT)))
        assert (verdict.outcome.name, said(verdict, "draft"), verdict.say) == ("ALLOW", None, ()), kind


@pytest.mark.parametrize(
    ("gb", "party_type", "inside", "outside"),
    [
        (rule("no_hours", "known = true"), "consumer", "ALLOW", "BLOCK"),
        (rule("no_hours", 'known = false\noverride = "lead"'), "consumer", "REVIEW", "BLOCK"),
        (rule("no_hours", 'known = true\noverride = "lead"', UNSURE), "consumer", "REVIEW", "BLOCK"),
        (rule("hours", WEEK + '\napplies = { party_type = ["consumer"] }'), "business", "ALLOW", "BLOCK"),
        ("", "consumer", "REVIEW", "BLOCK"),
        ("", "business", "ALLOW", "BLOCK"),
    ],
)
def test_without_a_clock_in_law_house_hours_decide(
    gb: str, party_type: str, inside: str, outside: str
) -> None:
    book = rulebook(gb)
    assert ask(book, at(24), party_type=party_type).outcome.name == inside
    late = ask(book, at(24, "21:00"), party_type=party_type)
    assert (late.outcome.name, late.override) == (outside, True)


@pytest.mark.parametrize("country", ["FR", None])
@pytest.mark.parametrize("party_type", ["consumer", "business", None])
def test_a_country_without_a_record_is_never_allowed(country: str | None, party_type: str | None) -> None:
    book = rulebook(OPEN)
    facts = {"country": country, "zones": ("Europe/Paris",), "party_type": party_type}
    assert ask(book, at(24), **facts).outcome is Outcome.REVIEW
    assert ask(book, at(24, "20:00"), **facts).outcome is Outcome.BLOCK
    assert ask(book, at(29), **facts).outcome is Outcome.BLOCK
    assert ask(book, at(29), **facts).next_allowed_at is None
    assert ask(book, at(29), **facts).next_review_at == at(30, "08:00")


@pytest.mark.parametrize(
    ("holidays", "outcomes"),
    [
        ('holidays = "ban"', ("BLOCK", "BLOCK", "BLOCK")),
        ('holidays = "as_sunday"', ("BLOCK", "ALLOW", "BLOCK")),
        ('holidays = "short_window"\nholiday_hours = "09:00-10:00"', ("ALLOW", "BLOCK", "BLOCK")),
        ('holidays = "no_effect"', ("ALLOW", "ALLOW", "ALLOW")),
        ('holidays = "recommend_none"', ("REVIEW", "REVIEW", "REVIEW")),
        ('holidays = "unknown"', ("REVIEW", "REVIEW", "REVIEW")),
    ],
)
def test_what_holidays_do(holidays: str, outcomes: tuple[str, ...]) -> None:
    """On Christmas Day 2026, a Friday; the day before and the Tuesday after are as other days."""
    book = rulebook(rule("hours", f"{WEEK}\n{holidays}"))
    found = tuple(ask(book, at(25, clock, month=12)).outcome.name for clock in ("09:30", "11:00", "15:00"))
    assert found == outcomes
    assert ask(book, at(24, "15:00", month=12)).outcome is Outcome.ALLOW
    assert ask(book, at(29, "15:00", month=12)).outcome is Outcome.ALLOW


def test_a_list_that_the_law_prints() -> None:
    printed = '[[holiday]]\nname = "Feast"\nday = "11-24"\n[[holiday]]\nname = "Easter Monday"\neaster = 1\n'
    moved = '[[holiday]]\nname = "First of a month"\nday = "11-01"\nsunday_moves = 1\n'
    last = '[[holiday]]\nname = "Last Monday before"\nweekday = "mon"\nbefore = "12-01"\n'
    second = '[[holiday]]\nname = "Second Wednesday"\nweekday = "wed"\nnth = 2\nmonth = 11\n'
    hours = 'week = ["mon-sun 00:00-24:00"]\nholidays = "ban"\nholiday_list = '
    listed = rulebook(rule("hours", f'{hours}"listed"') + printed + moved + last + second)
    both = rulebook(rule("hours", f'{hours}"both"') + printed)
    assert ask(listed, at(24)).outcome is Outcome.BLOCK
    assert ask(listed, at(29, month=3, year=2027)).outcome is Outcome.BLOCK
    assert ask(listed, at(1)).outcome is Outcome.ALLOW  # a Sunday: it moves to the day after
    assert ask(listed, at(2)).outcome is Outcome.BLOCK
    assert ask(listed, at(30)).outcome is Outcome.BLOCK
    assert ask(listed, at(11)).outcome is Outcome.BLOCK
    assert ask(listed, at(25, month=12)).outcome is Outcome.ALLOW
    assert ask(both, at(25, month=12)).outcome is Outcome.BLOCK


def test_recorded_consent_opens_other_hours_on_its_day() -> None:
    book = rulebook(rule("hours", f"{WEEK}\nconsent_lifts = true"))
    consent = (Consent("call", date(2026, 11, 20), for_on=date(2026, 11, 24)),)
    assert ask(book, at(24, "22:00"), consents=consent).outcome is Outcome.ALLOW
    assert ask(book, at(25, "22:00"), consents=consent).outcome is Outcome.BLOCK
    assert ask(book, at(24, "22:00"), consents=consent, channel="sms").outcome is Outcome.BLOCK
    ended = (Consent("call", date(2026, 11, 20), ended_on=date(2026, 11, 24)),)
    assert ask(book, at(23, "22:00"), consents=ended).outcome is Outcome.ALLOW
    assert ask(book, at(24, "22:00"), consents=ended).outcome is Outcome.BLOCK


def test_outside_hours_may_ask_for_a_review() -> None:
    assert (
        ask(rulebook(rule("hours", f'{WEEK}\noutside = "review"')), at(24, "22:00")).outcome is Outcome.REVIEW
    )


# Scope and dates


@pytest.mark.parametrize(
    ("scope", "facts", "covered"),
    [
        ('party_type = ["consumer"]', {"party_type": "business"}, False),
        ('party_type = ["consumer"]', {"party_type": None}, True),
        ('collector = ["lender"]', {}, False),
        ('debt_type = ["loan"]', {}, True),
        ('amount_max = 500\ncurrency = "GBP"', {"amount": Decimal(500), "currency": "GBP"}, True),
        ('amount_max = 500\ncurrency = "GBP"', {"amount": Decimal("500.01"), "currency": "GBP"}, False),
        ('amount_max = 500\ncurrency = "GBP"', {"amount": Decimal(900), "currency": "EUR"}, True),
        ('amount_max = 500\ncurrency = "GBP"', {}, True),
        ("days_past_due_max = 15", {"due_on": date(2026, 11, 9)}, True),
        ("days_past_due_max = 15", {"due_on": date(2026, 11, 8)}, False),
        ("days_past_due_max = 15", {}, True),
        ("days_past_due_min = 16", {"due_on": date(2026, 11, 8)}, True),
        ("days_past_due_min = 16", {"due_on": date(2026, 11, 9)}, False),
        ("days_past_due_min = 16", {}, False),
        ("incurred_from = 2025-07-01", {"incurred_on": date(2025, 7, 1)}, True),
        ("incurred_from = 2025-07-01", {"incurred_on": date(2025, 6, 30)}, False),
        ("incurred_from = 2025-07-01", {}, True),
    ],
)
def test_scope_and_what_is_not_known(scope: str, facts: dict[str, object], covered: bool) -> None:
    applies = ", ".join(scope.split("\n"))
    book = rulebook(OPEN + rule("channel", f'asks = "banned"\napplies = {{ {applies} }}'))
    assert (ask(book, **facts).outcome is Outcome.BLOCK) is covered


def test_effective_dates_hold_on_both_days() -> None:
    book = rulebook(
        OPEN + rule("channel", 'asks = "banned"\neffective_from = 2026-11-24\neffective_to = 2026-11-25')
    )
    days = [
        ask(book, moment).outcome.name
        for moment in (at(23, "23:59"), at(24, "00:00"), at(25, "23:59"), at(26, "00:00"))
    ]
    assert days == ["ALLOW", "BLOCK", "BLOCK", "ALLOW"]
    assert ask(book, at(23)).until == at(24, "00:00")
    assert ask(book, at(24)).next_allowed_at == at(26, "00:00")


def test_effective_dates_are_the_customers_own() -> None:
    book = rulebook(OPEN + rule("channel", 'asks = "banned"\neffective_from = 2026-11-24'))
    assert ask(book, at(24, "04:59"), zones=("America/New_York",)).outcome is Outcome.ALLOW
    assert ask(book, at(24, "05:00"), zones=("America/New_York",)).outcome is Outcome.BLOCK


# Jurisdictions above each other, the house


def test_the_strictest_of_all_on_the_way_up_wins() -> None:
    north = rule("hours", 'id = "north"\nweek = ["mon-sun 00:00-24:00"]')
    book = rulebook(rule("hours", WEEK), GB_SCT=north)
    assert ask(book, at(24, "21:00"), regions=("GB-SCT",)).outcome is Outcome.BLOCK
    narrow = rulebook(OPEN, GB_SCT=rule("hours", f'id = "north"\n{WEEK}'))
    assert ask(narrow, at(24, "21:00"), regions=("GB-SCT",)).outcome is Outcome.BLOCK
    assert ask(narrow, at(24, "21:00")).outcome is Outcome.ALLOW


def test_the_house_only_tightens() -> None:
    force = 'force = "house"\nconfidence = "K"\noverride = "lead"\n'
    house = rule("cap", 'id = "house_cap"\nmost = 1\ndays = 7', force)
    verdict = ask(rulebook(OPEN, house), attempts=(call(23),))
    assert (verdict.outcome.name, verdict.override) == ("BLOCK", True)
    wide = rule("hours", 'id = "wide"\nweek = ["mon-sun 00:00-24:00"]', force)
    late = ask(rulebook(rule("hours", WEEK), wide), at(24, "22:00"))
    assert (late.outcome.name, late.override) == ("BLOCK", False)


def test_a_lead_may_go_past_only_what_says_so() -> None:
    soft = rule("channel", 'id = "soft"\nasks = "banned"\noverride = "lead"')
    hard = rule("channel", 'id = "hard"\nasks = "banned"')
    assert ask(rulebook(OPEN + soft)).override
    assert not ask(rulebook(OPEN + soft + hard)).override
    assert not ask(rulebook(OPEN)).override


def test_the_moment_asked_is_answered_to_the_second() -> None:
    book = rulebook(rule("hours", WEEK))
    moment = datetime(2026, 11, 24, 7, 59, 30, tzinfo=UTC)
    assert ask(book, moment).next_allowed_at == at(24, "08:00")
    assert ask(book, TUESDAY + timedelta(seconds=30)).next_allowed_at == TUESDAY + timedelta(seconds=30)


# All records


def test_every_verdict_names_whose_rule_it_is() -> None:
    """Over all records, channels and kinds of customer: each day of a week, and in full at one of its moments."""
    book = load_rulebook()
    kinds = (*PartyType.__args__, None)  # type: ignore[attr-defined]
    hours = itertools.cycle(range(0, 24, 5))
    seen = set()
    for n, (code, channel, party_type) in enumerate(
        itertools.product(some(sorted(book.records), 3), CHANNELS, kinds)
    ):
        if code == "house":
            continue
        parts = code.split("-")
        regions = tuple("-".join(parts[:n]) for n in range(2, len(parts) + 1))
        zones = address_zones(book, parts[0], code)[:1]
        case = Case(parts[0], regions, zones, party_type=party_type, channel=channel)
        plan = plan_of(book, case)
        moments = [at(day, f"{next(hours):02}:30") for day in range(23, 30)]
        for moment in moments:
            found = everything(Question(case, plan, moment))
            assert all(one.rule.citation or one.rule.jurisdiction == "house" for one in found), (
                code,
                channel,
            )
        told = checked(judge(book, case, moments[n % 7]), case)
        seen.add(told.verdict)
        against = [one for one in told.rules if one.effect in ("review", "block")]
        assert (told.verdict in ("REVIEW", "BLOCK")) is bool(against)
        assert all(one.citation or one.jurisdiction == "house" for one in told.rules)
    assert seen == {"ALLOW", "ALLOW_WITH_DUTIES", "REVIEW", "BLOCK"}
