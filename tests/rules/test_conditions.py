"""Caps, waits, gates, channels, stops, wishes, limitation and what is said, on small records made for them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from collectdesk.rules.case import Attempt, Consent, Notice, Stopped, Wish
from collectdesk.rules.record import parse_week
from collectdesk.rules.verdict import Outcome
from tests.rules.records import OPEN, ask, at, call, rule, rulebook, said

# Caps, distances, waits


def test_a_rolling_cap_counts_local_days_with_today() -> None:
    book = rulebook(OPEN + rule("cap", "most = 2\ndays = 7"))
    two = (call(18), call(20))
    blocked = ask(book, at(24), attempts=two)
    assert (blocked.outcome.name, blocked.next_allowed_at) == ("BLOCK", at(25, "00:00"))
    assert ask(book, at(25), attempts=two).outcome is Outcome.ALLOW
    assert ask(book, at(24), attempts=(*two[:1], call(20, counts=False))).outcome is Outcome.ALLOW
    assert ask(book, at(24), attempts=(*two[:1], call(20, outbound=False))).outcome is Outcome.ALLOW
    assert ask(book, at(24), attempts=(*two[:1], call(20, channel="email"))).outcome is Outcome.BLOCK
    assert ask(book, at(24), attempts=(*two[:1], call(25))).outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("calendar", "asked", "outcome", "free"),
    [
        ("day", at(24, "23:59"), "BLOCK", at(25, "00:00")),
        ("day", at(25, "00:00"), "ALLOW", None),
        ("week", at(29, "12:00"), "BLOCK", at(30, "00:00")),
        ("week", at(30, "00:00"), "ALLOW", None),
        ("month", at(30, "12:00"), "BLOCK", at(1, "00:00", month=12)),
        ("month", at(1, "00:00", month=12), "ALLOW", None),
    ],
)
def test_a_calendar_cap_frees_with_its_span(
    calendar: str, asked: datetime, outcome: str, free: datetime | None
) -> None:
    book = rulebook(OPEN + rule("cap", f'most = 1\ncalendar = "{calendar}"'))
    verdict = ask(book, asked, attempts=(call(24),))
    assert verdict.outcome.name == outcome
    assert verdict.next_allowed_at == (free or asked)


@pytest.mark.parametrize(
    ("counts", "attempt", "outcome"),
    [
        ("contact", call(23), "ALLOW"),
        ("contact", call(23, reached=True), "BLOCK"),
        ("conversation", call(23, reached=True), "ALLOW"),
        ("conversation", call(23, reached=True, conversation=True), "BLOCK"),
        ("attempt", call(23), "BLOCK"),
    ],
)
def test_what_a_cap_counts(counts: str, attempt: Attempt, outcome: str) -> None:
    book = rulebook(OPEN + rule("cap", f'most = 1\ndays = 7\ncounts = "{counts}"'))
    assert ask(book, attempts=(attempt,)).outcome.name == outcome


def test_whose_count_it_is() -> None:
    other_debt = (call(23, debts=("B",)),)
    other_creditor = (call(23, creditor="X"),)
    by = {
        per: rulebook(OPEN + rule("cap", f'most = 1\ndays = 7\nper = "{per}"'))
        for per in ("debt", "creditor", "person")
    }
    assert ask(by["debt"], attempts=other_debt).outcome is Outcome.ALLOW
    assert ask(by["debt"], attempts=other_debt, debt=None).outcome is Outcome.BLOCK
    assert ask(by["creditor"], attempts=other_creditor, creditor="Y").outcome is Outcome.ALLOW
    assert ask(by["creditor"], attempts=other_creditor).outcome is Outcome.BLOCK
    assert ask(by["creditor"], attempts=other_debt).outcome is Outcome.BLOCK
    assert ask(by["person"], attempts=(*other_debt, *other_creditor)).outcome is Outcome.BLOCK


def test_a_cap_after_the_first_conversation() -> None:
    book = rulebook(OPEN + rule("cap", "most = 1\ndays = 7\nafter_conversation = true"))
    talk = call(20, reached=True, conversation=True)
    assert ask(book, attempts=(call(19), call(21))).outcome is Outcome.ALLOW
    assert ask(book, attempts=(talk,)).outcome is Outcome.ALLOW
    assert ask(book, attempts=(talk, call(21))).outcome is Outcome.BLOCK


def test_a_cap_on_a_place_counts_that_place() -> None:
    book = rulebook(OPEN + rule("cap", 'most = 1\ndays = 30\nplaces = ["work"]'))
    assert ask(book, place="work", attempts=(call(23),)).outcome is Outcome.ALLOW
    assert ask(book, place="work", attempts=(call(23, place="work"),)).outcome is Outcome.BLOCK
    assert ask(book, place="home", attempts=(call(23, place="work"),)).outcome is Outcome.ALLOW


def test_a_rule_about_calls_takes_in_voicemail() -> None:
    book = rulebook(OPEN + rule("cap", 'most = 1\ndays = 7\nchannels = ["call"]'))
    assert ask(book, channel="voicemail", attempts=(call(23),)).outcome is Outcome.BLOCK
    assert ask(book, attempts=(call(23, channel="voicemail"),)).outcome is Outcome.BLOCK
    assert ask(book, channel="sms", attempts=(call(23),)).outcome is Outcome.ALLOW


@pytest.mark.parametrize("kind", ["cap", "cool_down"])
def test_direct_consent_lifts_a_cap_or_a_wait_for_its_days(kind: str) -> None:
    keys = {"cap": "most = 1\ndays = 20", "cool_down": "days = 20"}[kind]
    book = rulebook(OPEN + rule(kind, f"{keys}\nconsent_lifts = true\nconsent_days = 3"))
    talked = (call(20, reached=True, conversation=True),)
    consent = (Consent("call", date(2026, 11, 22)),)
    days = [ask(book, at(day), attempts=talked, consents=consent).outcome.name for day in (21, 22, 24, 25)]
    assert days == ["BLOCK", "ALLOW", "ALLOW", "BLOCK"]
    assert ask(book, at(21), attempts=talked, consents=consent).next_allowed_at == at(22, "00:00")
    thursday = (Consent("call", date(2026, 11, 22), for_on=date(2026, 11, 23)),)
    days = [ask(book, at(day), attempts=talked, consents=thursday).outcome.name for day in (22, 23, 24)]
    assert days == ["BLOCK", "ALLOW", "BLOCK"]


def test_every_second_day() -> None:
    book = rulebook(OPEN + rule("spacing", "gap_days = 2"))
    assert ask(book, at(24, "23:59"), attempts=(call(23),)).next_allowed_at == at(25, "00:00")
    assert ask(book, at(25), attempts=(call(23),)).outcome is Outcome.ALLOW
    assert ask(book, at(24), attempts=(call(23, outbound=False),)).outcome is Outcome.ALLOW


def test_one_channel_a_week() -> None:
    book = rulebook(OPEN + rule("spacing", "one_channel_a_week = true"))
    wrote = (call(20, channel="email"),)
    assert ask(book, at(24), attempts=wrote).next_allowed_at == at(27, "00:00")
    assert ask(book, at(24), attempts=wrote, channel="email").outcome is Outcome.ALLOW
    assert ask(book, at(24), attempts=(call(20),), channel="voicemail").outcome is Outcome.ALLOW


def test_the_day_of_a_conversation_is_the_first_of_its_days() -> None:
    book = rulebook(OPEN + rule("cool_down", "days = 7"))
    talked = (call(20, outbound=False, reached=True, conversation=True),)
    assert ask(book, at(26), attempts=talked).next_allowed_at == at(27, "00:00")
    assert ask(book, at(27), attempts=talked).outcome is Outcome.ALLOW
    deaf = rulebook(OPEN + rule("cool_down", "days = 7\ninbound_counts = false"))
    assert ask(deaf, at(21), attempts=talked).outcome is Outcome.ALLOW
    assert ask(book, at(21), attempts=(call(20, reached=True),)).outcome is Outcome.ALLOW


def test_business_days_pass_in_full() -> None:
    """From Wednesday 23 December 2026: 24, 29, 30 December pass, since Boxing Day is kept on Monday 28th."""
    book = rulebook(OPEN + rule("cool_down", "business_days = 3"))
    talked = (call(10, conversation=True), Attempt(at(23, month=12), "call", conversation=True))
    assert ask(book, at(24, month=12), attempts=talked).next_allowed_at == at(31, "00:00", month=12)


# Gates, channels, stops, wishes


def test_a_gate_opens_on_the_day_of_sending_and_its_days() -> None:
    book = rulebook(OPEN + rule("gate", 'needs = "written_notice"\ndays = 6'))
    sent = (Notice("written_notice", date(2026, 11, 18)),)
    assert ask(book, at(23)).next_allowed_at is None
    assert ask(book, at(23), notices=(Notice("reminder", date(2026, 11, 1)),)).outcome is Outcome.BLOCK
    assert ask(book, at(23), notices=sent).next_allowed_at == at(24, "00:00")
    assert ask(book, at(24), notices=sent).outcome is Outcome.ALLOW
    assert (
        ask(
            book,
            at(24),
            notices=sent,
            zones=("America/New_York",),
        ).outcome
        is Outcome.ALLOW
    )
    assert ask(book, at(24, "04:59"), notices=sent, zones=("America/New_York",)).outcome is Outcome.BLOCK


def test_a_notice_that_never_came_shuts_the_gate_again() -> None:
    keys = 'needs = "written_notice"\ndays = 6'
    missed = Notice("written_notice", date(2026, 11, 1), date(2026, 11, 20))
    again = Notice("written_notice", date(2026, 11, 20))
    book, lax = rulebook(OPEN + rule("gate", keys)), rulebook(OPEN + rule("gate", f"{keys}\nresets = false"))
    assert ask(book, notices=(missed,)).next_allowed_at is None
    assert ask(book, notices=(missed, again)).next_allowed_at == at(26, "00:00")
    assert ask(lax, notices=(missed,)).outcome is Outcome.ALLOW


def test_a_gate_in_working_days_and_one_after_due() -> None:
    working = rulebook(OPEN + rule("gate", 'needs = "reminder"\nworking_days = 3'))
    assert ask(working, at(22), notices=(Notice("reminder", date(2026, 11, 19)),)).next_allowed_at == at(
        24, "00:00"
    )
    due = rulebook(OPEN + rule("gate", "days_after_due = 10"))
    assert ask(due, at(24), due_on=date(2026, 11, 15)).next_allowed_at == at(25, "00:00")
    assert ask(due, at(25), due_on=date(2026, 11, 15)).outcome is Outcome.ALLOW
    assert ask(due, at(25)).outcome is Outcome.REVIEW


def test_what_a_channel_asks_for() -> None:
    opt_in = rulebook(OPEN + rule("channel", 'asks = "opt_in"\nchannels = ["email"]'))
    assert ask(opt_in, channel="email").outcome is Outcome.BLOCK
    assert (
        ask(opt_in, channel="email", consents=(Consent("email", date(2026, 11, 24)),)).outcome
        is Outcome.ALLOW
    )
    later = (Consent("email", date(2026, 11, 26)),)
    assert ask(opt_in, channel="email", consents=later).next_allowed_at == at(26, "00:00")
    assert ask(opt_in, channel="sms").outcome is Outcome.ALLOW
    opt_out = rulebook(OPEN + rule("channel", 'asks = "opt_out"\nchannels = ["email"]'))
    assert ask(opt_out, channel="email").outcome is Outcome.ALLOW_WITH_DUTIES
    work = rulebook(OPEN + rule("channel", 'asks = "banned"\nplaces = ["work"]\nunless_only_number = true'))
    assert ask(work, place="work").outcome is Outcome.BLOCK
    assert ask(work, place="work", only_number=True).outcome is Outcome.ALLOW
    assert ask(work).outcome is Outcome.ALLOW


def test_a_stop_begins_ends_and_is_lifted() -> None:
    book = rulebook(OPEN + rule("stop", 'trigger = "moratorium"\nstarts_after_days = 1\nlasts_days = 3'))
    stops = (Stopped("moratorium", date(2026, 11, 20)),)
    days = [ask(book, at(day), stops=stops).outcome.name for day in (20, 21, 23, 24)]
    assert days == ["ALLOW", "BLOCK", "BLOCK", "ALLOW"]
    assert ask(book, at(21), stops=stops).next_allowed_at == at(24, "00:00")
    lifted = (Stopped("moratorium", date(2026, 11, 20), date(2026, 11, 22)),)
    assert ask(book, at(21), stops=lifted).next_allowed_at == at(22, "00:00")
    months = rulebook(OPEN + rule("stop", 'trigger = "moratorium"\nlasts_months = 1'))
    assert ask(months, at(30), stops=stops).next_allowed_at == at(20, "00:00", month=12)


def test_how_far_a_stop_reaches() -> None:
    stops = (Stopped("dispute", date(2026, 11, 20), debt="B"),)
    debt, person = (
        rulebook(OPEN + rule("stop", f'trigger = "dispute"\nreach = "{reach}"'))
        for reach in ("debt", "person")
    )
    assert ask(debt, stops=stops).outcome is Outcome.ALLOW
    assert ask(debt, stops=stops, debt=None).outcome is Outcome.BLOCK
    assert ask(person, stops=stops).outcome is Outcome.BLOCK
    review = rulebook(OPEN + rule("stop", 'trigger = "dispute"\neffect = "review"'))
    assert ask(review, stops=stops).outcome is Outcome.REVIEW


def test_what_a_stop_leaves_is_free_on_a_condition() -> None:
    book = rulebook(OPEN + rule("stop", 'trigger = "cease"\nallows = ["answer"]'))
    stops = (Stopped("cease", date(2026, 11, 20)),)
    assert ask(book, stops=stops).outcome is Outcome.BLOCK
    assert ask(book, stops=stops, purpose="notice").outcome is Outcome.BLOCK
    answered = (call(23, purpose="answer"),)
    assert ask(book, stops=stops, purpose="answer", attempts=answered).outcome is Outcome.ALLOW_WITH_DUTIES


def test_what_a_stop_leaves_once_happens_once() -> None:
    book = rulebook(OPEN + rule("stop", 'trigger = "cease"\nallows = ["notice", "answer"]\nonce = true'))
    stops = (Stopped("cease", date(2026, 11, 20)),)
    assert ask(book, stops=stops).outcome is Outcome.BLOCK
    assert ask(book, stops=stops, purpose="notice").allowed
    sent = (call(23, channel="letter", purpose="notice"),)
    assert ask(book, stops=stops, purpose="notice", attempts=sent).outcome is Outcome.BLOCK
    assert ask(book, stops=stops, purpose="answer", attempts=sent).allowed
    before = (call(19, channel="letter", purpose="notice"),)
    assert ask(book, stops=stops, purpose="notice", attempts=before).allowed


def test_with_whom_a_stop_leaves_contact() -> None:
    book = rulebook(OPEN + rule("stop", 'trigger = "attorney"\nonly_with = ["lawyer"]'))
    stops = (Stopped("attorney", date(2026, 11, 20)),)
    assert ask(book, stops=stops).outcome is Outcome.BLOCK
    assert ask(book, stops=stops, speaker="lawyer").outcome is Outcome.ALLOW_WITH_DUTIES
    assert ask(book, stops=stops, speaker="spouse").outcome is Outcome.BLOCK


def test_the_houses_stop_speaks_where_no_law_does() -> None:
    house = rule(
        "stop",
        'id = "house_stop"\ntrigger = "cease"\nallows = ["answer"]',
        'force = "house"\nconfidence = "K"\n',
    )
    stops = (Stopped("cease", date(2026, 11, 20)),)
    alone = ask(rulebook(OPEN, house), stops=stops)
    beside = ask(rulebook(OPEN + rule("stop", 'trigger = "cease"'), house), stops=stops, purpose="answer")
    assert (said(alone, "house_stop"), alone.outcome.name) == ("BLOCK", "BLOCK")
    assert (said(beside, "house_stop"), beside.outcome.name) == (None, "BLOCK")


def test_prohibitions_and_an_unknown_collector() -> None:
    book = rulebook(OPEN + rule("prohibition", 'applies = { collector = ["third_party"] }'))
    assert ask(book).outcome is Outcome.BLOCK
    assert ask(book).next_allowed_at is None
    assert ask(book, collector="creditor").outcome is Outcome.ALLOW
    assert ask(book, collector=None).outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("wish", "facts", "outcome"),
    [
        (Wish("no_calls"), {}, "BLOCK"),
        (Wish("no_calls"), {"channel": "voicemail"}, "BLOCK"),
        (Wish("no_calls"), {"channel": "email"}, "ALLOW"),
        (Wish("no_work"), {"place": "work"}, "BLOCK"),
        (Wish("no_work"), {"place": "home"}, "ALLOW"),
        (Wish("only", channels=("email",)), {}, "BLOCK"),
        (Wish("only", channels=("call",)), {"channel": "voicemail"}, "ALLOW"),
        (Wish("hours", week=parse_week(("mon-sun 18:00-20:00",))), {}, "BLOCK"),
        (Wish("hours", week=parse_week(("mon-sun 12:00-12:01",))), {}, "ALLOW"),
        (Wish("hours", week=parse_week(("mon-sun 18:00-20:00",))), {"channel": "letter"}, "ALLOW"),
        (Wish("days", week=parse_week(("wed 00:00-24:00",))), {}, "BLOCK"),
    ],
)
def test_what_the_customer_asked_for_binds(wish: Wish, facts: dict[str, object], outcome: str) -> None:
    assert ask(rulebook(OPEN), wishes=(wish,), **facts).outcome.name == outcome


# Limitation, what is said, to whom


@pytest.mark.parametrize(
    ("effect", "debt_type", "outcome"),
    [
        ("bars_action", "loan", "ALLOW_WITH_DUTIES"),
        ("must_disclose", "loan", "ALLOW_WITH_DUTIES"),
        ("extinguishes", "loan", "REVIEW"),
        ("no_contact", "loan", "BLOCK"),
    ],
)
def test_what_a_claim_barred_by_time_allows(effect: str, debt_type: str, outcome: str) -> None:
    keys = f'years = 3\neffect = "{effect}"\napplies = {{ debt_type = ["loan"] }}'
    say = rule("say", 'key = "barred"\ntext = "It is barred"\nstage = "time_barred"')
    book = rulebook(OPEN + rule("limitation", keys) + say)
    last_day, first_day = ask(book, due_on=date(2023, 11, 24)), ask(book, due_on=date(2023, 11, 23))
    assert (last_day.outcome.name, last_day.say) == ("ALLOW", ())
    assert (first_day.outcome.name, [one.key for one in first_day.say]) == (outcome, ["barred"])
    if effect == "no_contact":
        assert ask(book, due_on=date(2023, 11, 23), debt_type=None).outcome is Outcome.REVIEW
    year_end = rulebook(OPEN + rule("limitation", keys.replace("years", 'starts = "year_end"\nyears')))
    assert ask(year_end, due_on=date(2023, 1, 1)).outcome is Outcome.ALLOW
    assert ask(year_end, at(1, month=1, year=2027), due_on=date(2023, 1, 1)).outcome.name == outcome


def test_what_is_said_when() -> None:
    first = rule("say", 'id = "first"\nkey = "first"\ntext = "Hello"\nstage = "first"')
    every = rule("say", 'id = "every"\nkey = "every"\ntext = "Again"')
    condition = rule("say", 'id = "only"\nkey = "only"\ntext = "Arabic"\ncondition = true')
    asked = rule("say", 'id = "asked"\nkey = "asked"\ntext = "If asked"\nstage = "on_request"')
    book = rulebook(OPEN + first + every + asked)
    assert [one.key for one in ask(book).say] == ["first", "every"]
    assert [one.key for one in ask(book, attempts=(call(23),)).say] == ["first", "every"]
    assert [one.key for one in ask(book, attempts=(call(23, reached=True),)).say] == ["every"]
    assert ask(book).outcome is Outcome.ALLOW
    assert ask(rulebook(OPEN + condition)).outcome is Outcome.ALLOW_WITH_DUTIES


def test_who_else_may_hear_of_the_debt() -> None:
    told = rule("third_party", 'may_discuss_with = ["spouse"]\ntext = "Name only"')
    book = rulebook(OPEN + told)
    assert ask(book).disclosure == "after_verification"
    spouse, neighbour = ask(book, speaker="spouse"), ask(book, speaker="other")
    assert (spouse.disclosure, spouse.outcome.name, spouse.say) == ("full", "ALLOW", ())
    assert (neighbour.disclosure, neighbour.outcome.name) == ("none", "ALLOW_WITH_DUTIES")
    assert [one.text for one in neighbour.say] == ["Name only"]
    strict = rulebook(
        OPEN + told + rule("third_party", 'id = "strict"\nmay_locate = false\ntext = "Nothing"')
    )
    assert ask(strict, speaker="spouse").disclosure == "none"
    assert ask(strict, speaker="spouse").outcome is Outcome.REVIEW
    assert ask(rulebook(OPEN), speaker="spouse").disclosure == "none"
