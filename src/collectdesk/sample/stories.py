"""What happened to the accounts of the sample book: what they owe, and what was done about it when.

A story adds invoices to a customer and steps to the teller. Days are weekdays counted back from today (`back`)
or ahead of it (`ahead`), moments are office hours of the customer.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from collectdesk.desk.local_time import at_local
from collectdesk.sample.customers import Customer, Invoice

SNAPSHOTS = (39, 28, 18, 9, 4, 0)
"""On which weekdays, counted back from today, the ledgers were imported; the first one makes the book."""

_TRIED = ("NOANS", "NOANS", "VM_LEFT", "VM_NOMSG", "GATEKEEPER", "BUSY", "TP_MSG", "HANGUP_PRE")
_SPOKEN = ("IN_PROCESS", "IN_PROCESS", "DOC_REQ", "REFUSE", "PLAN_REQ", "SETTLE_OFFER")
_REASONS = ("PRICE", "QTY_SHORT", "NO_PO", "INV_NOT_RECEIVED", "DISCOUNT", "FREIGHT")
_FLAGS = (
    "trend_worse", "part_payments", "silence", "terms_request", "order_jump", "bank_change",
    "returned_payment", "limit_90", "round_sums", "contact_left", "news_legal", "first_dispute_late",
)  # fmt: skip
_TERMS = (14, 30, 30, 30, 45, 60)
_AGES = ((1, 7), (8, 15), (16, 30), (16, 30), (31, 60), (31, 60), (61, 90), (91, 180), (181, 400))


@dataclass(slots=True)
class Step:
    """Something a collector did. `facts` are those of the act, with documents in place of item ids."""

    at: datetime
    customer: Customer
    act: str
    facts: dict[str, Any]


@dataclass(slots=True)
class Teller:
    """Tells the stories of one book. `now` is an aware instant, `today` the desk's day then.

    Accounts of `owner` have longer histories than those of the others.
    """

    rng: random.Random
    now: datetime
    today: date
    notes: dict[str, list[str]]
    steps: list[Step] = field(default_factory=list)
    owner: str = ""
    documents: int = 90_000_100
    _written: set[tuple[str, str]] = field(default_factory=set)

    def back(self, count: int) -> date:
        """The weekday that many weekdays before today; 0 is today, whatever day that is."""
        return _weekday(self.today, -count)

    def ahead(self, count: int) -> date:
        """The weekday that many weekdays after today."""
        return _weekday(self.today, count)

    def owe(
        self, customer: Customer, days: int, euros: float | None = None, terms: int | None = None
    ) -> Invoice:
        """An invoice that is `days` past due today (negative: not due yet)."""
        length = terms or self.rng.choice(_TERMS)
        due = self.today - timedelta(days=days)
        size = euros or min(180_000.0, max(60.0, self.rng.lognormvariate(7.6, 1.25)))
        self.documents += self.rng.randint(1, 9)
        invoice = Invoice(
            document=str(self.documents),
            reference=f"PO-{self.rng.randint(10_000, 99_999)}",
            document_on=due - timedelta(days=length),
            due_on=due,
            minor=_minor(self.rng, size * customer.scale, customer.currency),
            currency=customer.currency,
        )
        customer.invoices.append(invoice)
        return invoice

    def owe_some(self, customer: Customer, days: int | None = None) -> list[Invoice]:
        """An overdue invoice of that age, or any, with newer ones behind it; oldest first."""
        oldest = days if days is not None else self.rng.randint(*self.rng.choice(_AGES))
        ages = [oldest]
        for _number in range(self.rng.choice((0, 1, 1, 2, 3))):
            ages.append(ages[-1] - self.rng.randint(6, 24))
        return [self.owe(customer, age) for age in ages if age > -25]

    def paid(self, customer: Customer, due: date, cleared: date, euros: float | None = None) -> Invoice:
        """An invoice that was paid on a day."""
        invoice = self.owe(customer, (self.today - due).days, euros)
        invoice.cleared_on = cleared
        return invoice

    def moment(self, customer: Customer, count: int) -> datetime:
        """An office hour of the customer that many weekdays ago, before now."""
        minutes = self.rng.randrange(9 * 60 + 10, 16 * 60 + 40)
        naive = datetime.combine(self.back(count), time(minutes // 60, minutes % 60))
        at = at_local(naive, customer.zone)
        return at if at < self.now - timedelta(hours=3) else at - timedelta(days=1)

    def step(self, at: datetime, customer: Customer, act: str, **facts: Any) -> Step:
        """Add a step."""
        done = Step(at, customer, act, facts)
        self.steps.append(done)
        return done

    def call(self, customer: Customer, count: int, result: str, **facts: Any) -> Step:
        """A call that many weekdays ago, with a note that fits."""
        note = facts.pop("note", None) or self._note(customer, result)
        silent = result in ("NOANS", "BUSY", "VM_NOMSG")
        seconds = self.rng.randint(15, 50) if silent else self.rng.randint(90, 540)
        at = self.moment(customer, count)
        return self.step(at, customer, "call", result=result, note=note, seconds=seconds, **facts)

    def _note(self, customer: Customer, result: str) -> str:
        """A note that this customer does not have yet, while there are such."""
        fresh = [n for n in self.notes[result] if (customer.number, n) not in self._written]
        note = self.rng.choice(fresh or self.notes[result])
        self._written.add((customer.number, note))
        return note

    def before(self, customer: Customer, count: int) -> None:
        """On accounts of the owner: an attempt some days before that, and sometimes a message before it."""
        if customer.collector != self.owner:
            return
        if self.rng.random() < 0.5:
            at = self.moment(customer, count + self.rng.randint(6, 8))
            self.step(at, customer, "email", result="SENT", note=self.rng.choice(self.notes["SENT"]))
        self.call(customer, count + self.rng.randint(2, 4), self.rng.choice(_TRIED))

    def after(self, customer: Customer) -> None:
        """On accounts of the owner, mostly: an attempt in vain on the last weekday, and another one due now."""
        if customer.collector == self.owner and self.rng.random() < 0.7:
            self.call(customer, 1, self.rng.choice(_TRIED), **self.again(customer, left_over=False))

    def again(self, customer: Customer, left_over: bool = True) -> dict[str, Any]:
        """The next call, on accounts of the owner: most of them today before now, a few of yesterday."""
        chance = self.rng.random()
        if customer.collector != self.owner or chance > 0.85:
            return {}
        due = self.now - timedelta(minutes=5 * self.rng.randint(1, 24), days=left_over and chance > 0.7)
        due = due.replace(minute=due.minute // 5 * 5, second=0, microsecond=0)
        return {"next": {"kind": "call", "due_at": due, "text": self.rng.choice(self.notes["again"])}}

    def finish(self, customer: Customer, count: int) -> None:
        """Everything that was to be done by then is done."""
        self.step(self.moment(customer, count), customer, "finish")

    def promise(self, customer: Customer, count: int, items: list[Invoice], on: date, **facts: Any) -> Step:
        """A call that many weekdays ago, in which these invoices were promised for a day."""
        return self.call(
            customer,
            count,
            facts.pop("result", "PTP"),
            amount=sum(i.minor for i in items),
            on=on,
            items=[i.document for i in items],
            **facts,
        )


Story = Callable[[Teller, Customer], None]


def untouched(t: Teller, c: Customer) -> None:
    """Overdue, and nobody called yet."""
    t.owe_some(c, t.rng.choice((t.rng.randint(1, 12), t.rng.randint(3, 40), t.rng.randint(20, 75))))


def tried(t: Teller, c: Customer) -> None:
    """Called in vain, once to three times."""
    t.owe_some(c)
    last = t.rng.randint(3, 9)
    times = t.rng.choice((1, 1, 2, 3)) if c.collector == t.owner else 1
    t.call(c, last, t.rng.choice(_TRIED), **t.again(c))
    for number in range(1, times):
        t.call(c, last + 5 * number + t.rng.randint(0, 2), t.rng.choice(_TRIED))
    _signs(t, c, 0.25)


def spoken(t: Teller, c: Customer) -> None:
    """Somebody answered, and what was said is over."""
    items = t.owe_some(c, t.rng.randint(20, 120))
    count = t.rng.randint(7, 30)
    result = t.rng.choice(_SPOKEN)
    facts: dict[str, Any] = {}
    if result == "IN_PROCESS":
        facts["on"] = t.back(count - t.rng.randint(2, 4))
    if result == "SETTLE_OFFER":
        facts["amount"] = items[0].minor * 3 // 5
    t.call(c, count, result, document=items[0].document, **facts)
    t.finish(c, max(2, count - 6))
    _signs(t, c, 0.3)
    t.after(c)


def kept(t: Teller, c: Customer) -> None:
    """A promise was kept; newer invoices fell due since."""
    snapshot = t.rng.choice(SNAPSHOTS[1:5])
    _keep(t, c, snapshot)
    t.owe_some(c, t.rng.randint(1, min(12, snapshot)))
    t.finish(c, max(1, snapshot - 5))


def partly(t: Teller, c: Customer) -> None:
    """Half of what was promised came."""
    snapshot = t.rng.choice((18, 9))
    day = t.back(snapshot + 1)
    first = t.paid(c, day - timedelta(days=30), day)
    second = t.owe(c, (t.today - day).days + 22)
    t.promise(c, snapshot + 6, [first, second], day, result="PTP_PART")
    _signs(t, c, 0.8, ("part_payments", "round_sums"))
    t.finish(c, 2)


def broken_once(t: Teller, c: Customer) -> None:
    """A promise was broken."""
    items = t.owe_some(c, t.rng.randint(30, 95))
    count = t.rng.randint(12, 24)
    t.before(c, count)
    t.promise(c, count, items[:1], t.back(count - 4))
    _signs(t, c, 0.4)
    t.finish(c, 2)
    t.after(c)


def broken_twice(t: Teller, c: Customer) -> None:
    """Promised again, and broken again."""
    items = t.owe_some(c, t.rng.randint(50, 120))
    t.before(c, 28)
    t.promise(c, 28, items[:1], t.back(25))
    t.promise(c, 16, items[:1], t.back(12))
    _signs(t, c, 0.7)
    t.finish(c, 2)
    t.after(c)


def broken_often(t: Teller, c: Customer) -> None:
    """Three promises, none kept."""
    items = t.owe_some(c, 75)
    for count in (36, 27, 16):
        t.promise(c, count, items[:1], t.back(count - 3))
    _signs(t, c, 1.0, ("trend_worse", "returned_payment", "contact_left"))
    t.finish(c, 2)


def broken_yesterday(t: Teller, c: Customer) -> None:
    """A promise for yesterday; nothing came."""
    items = t.owe_some(c, t.rng.randint(30, 70))
    t.before(c, 5)
    t.promise(c, 5, items[:1], t.back(1), method="card")


def running(t: Teller, c: Customer) -> None:
    """A promise that lies ahead."""
    items = t.owe_some(c, t.rng.randint(15, 80))
    t.promise(c, t.rng.randint(1, 4), items[:1], t.ahead(t.rng.randint(2, 6)))


def part_disputed(t: Teller, c: Customer) -> None:
    """A part is disputed, the rest stays due; the answer is overdue."""
    items = t.owe_some(c, t.rng.randint(35, 100))
    disputed = items[0].minor * t.rng.randint(10, 45) // 100 or 1
    facts = {"reason": t.rng.choice(_REASONS), "amount": disputed, "items": [items[0].document]}
    count = t.rng.randint(14, 22)
    t.before(c, count)
    t.call(c, count, "DISPUTE", document=items[0].document, **facts)
    _signs(t, c, 0.5, ("first_dispute_late",))
    if t.rng.random() < 0.6:
        t.finish(c, 2)
    t.after(c)


def disputed(t: Teller, c: Customer) -> None:
    """Everything that is due is disputed."""
    item = t.owe(c, t.rng.randint(40, 90))
    reason = t.rng.choice(("QUALITY", "CONTRACT", "NOT_RECEIVED", "SETOFF"))
    facts = {"reason": reason, "amount": item.minor, "items": [item.document]}
    t.call(c, t.rng.randint(2, 12), "DISPUTE", document=item.document, **facts)


def call_back(t: Teller, c: Customer) -> None:
    """A call-back was agreed for today."""
    t.owe_some(c, t.rng.randint(20, 70))
    waits = (-35, -6, 28, 75, 190)
    agreed = sum(1 for step in t.steps if step.facts.get("result") == "CALLBACK")
    when = t.now + timedelta(minutes=waits[agreed % len(waits)])
    when = when.replace(second=0, microsecond=0, minute=when.minute // 5 * 5)
    t.before(c, 3)
    t.call(c, 1, "CALLBACK", when=when)


def wrote(t: Teller, c: Customer) -> None:
    """The customer wrote, and nobody has answered."""
    t.owe_some(c, t.rng.randint(15, 60))
    t.step(t.moment(c, 12), c, "email", result="SENT", note=t.rng.choice(t.notes["SENT"]))
    note = t.rng.choice(t.notes["REPLIED"])
    t.step(t.moment(c, 4), c, "email", result="REPLIED", direction="in", note=note)


def insurer(t: Teller, c: Customer) -> None:
    """The credit insurer must be told within days."""
    t.owe_some(c, t.rng.randint(50, 80))
    c.insurer_deadline = t.ahead(t.rng.randint(2, 4))
    t.call(c, 8, "NOANS", **t.again(c))


def limitation(t: Teller, c: Customer) -> None:
    """The claim is about to be time-barred."""
    t.owe(c, t.rng.randint(930, 1010))
    c.limitation_date = t.today + timedelta(days=t.rng.randint(25, 55))
    t.call(c, 20, "REFUSE")
    t.finish(c, 10)


def planned(t: Teller, c: Customer) -> None:
    """The collector planned something for today or the days after."""
    t.owe_some(c, t.rng.randint(10, 60))
    due = t.now + timedelta(hours=t.rng.choice((2, 4, 26, 50)))
    text, kind = t.rng.choice(t.notes["planned"]), t.rng.choice(("email", "letter", "trace", "check_payment"))
    t.step(
        t.moment(c, 2), c, "plan", kind=kind, due_at=due.replace(minute=0, second=0, microsecond=0), text=text
    )


def waiting(t: Teller, c: Customer) -> None:
    """In approval, with a payment run ahead."""
    items = t.owe_some(c, t.rng.randint(10, 50))
    t.call(c, t.rng.randint(1, 4), "IN_PROCESS", on=t.ahead(t.rng.randint(1, 6)), document=items[0].document)


def small(t: Teller, c: Customer) -> None:
    """A difference of a few units was left open."""
    t.owe(c, t.rng.randint(20, 90), euros=t.rng.uniform(2.0, 7.0))
    t.paid(c, t.back(30), t.back(20))


def nothing_due(t: Teller, c: Customer) -> None:
    """Paid what was due; the newest invoice has time."""
    t.owe(c, -t.rng.randint(3, 20), terms=30)
    t.paid(c, t.back(34), t.back(t.rng.randint(2, 25)))


def paid_claim(t: Teller, c: Customer) -> None:
    """Says that it is paid."""
    items = t.owe_some(c, t.rng.randint(20, 60))
    t.call(c, 2, "PAID_CLAIM", document=items[0].document)


def on_hold_by(result: str, sub: str | None = None) -> Story:
    """A story in which a call ended with a stop."""

    def story(t: Teller, c: Customer) -> None:
        t.owe_some(c, t.rng.randint(40, 120))
        t.call(c, t.rng.randint(3, 14), result, **({"sub": sub} if sub else {}))

    return story


def put_aside(kind: str, reason: str, days: int | None) -> Story:
    """A story in which the account was put on hold, for some days or until it is lifted."""

    def story(t: Teller, c: Customer) -> None:
        t.owe_some(c, t.rng.randint(60, 150))
        until = t.today + timedelta(days=days) if days else None
        t.step(t.moment(c, 9), c, "hold", kind=kind, until_on=until, reason=reason)

    return story


def skipped(t: Teller, c: Customer) -> None:
    """Left out for today."""
    t.owe_some(c, t.rng.randint(5, 30))
    t.step(t.now - timedelta(minutes=2), c, "skip", reason="duplicate of yesterday's call")


STORIES: dict[str, Story] = {
    "untouched": untouched,
    "tried": tried,
    "spoken": spoken,
    "kept": kept,
    "partly": partly,
    "broken_once": broken_once,
    "broken_twice": broken_twice,
    "broken_often": broken_often,
    "broken_yesterday": broken_yesterday,
    "part_disputed": part_disputed,
    "call_back": call_back,
    "wrote": wrote,
    "insurer": insurer,
    "limitation": limitation,
    "planned": planned,
    "waiting": waiting,
    "running": running,
    "disputed": disputed,
    "small": small,
    "nothing_due": nothing_due,
    "paid_claim": paid_claim,
    "skipped": skipped,
    "hardship": on_hold_by("HARDSHIP"),
    "support_need": on_hold_by("SUPPORT_NEED"),
    "cease": on_hold_by("CEASE"),
    "attorney": on_hold_by("REP", "attorney"),
    "insolvency": on_hold_by("REP", "insolvency"),
    "deceased": on_hold_by("REP", "deceased"),
    "breathing_space": put_aside("breathing_space", "notice of the adviser received", 40),
    "moratorium": put_aside("moratorium", "court order on file", 80),
    "placed": put_aside("placed", "handed over to the agency of the region", None),
}


def fits(story: str, c: Customer) -> bool:
    """Whether a story can be that of a customer."""
    if story in ("insurer", "limitation"):
        return not c.private and c.ledger != "sap"
    if story in ("support_need", "deceased"):
        return c.private
    if story == "breathing_space":
        return c.private and c.country == "GB"
    if story == "small":
        return c.currency in ("EUR", "GBP", "CHF")
    if story in ("moratorium", "insolvency", "disputed", "part_disputed", "broken_twice", "broken_often"):
        return not c.private
    return True


def _keep(t: Teller, c: Customer, snapshot: int) -> None:
    """A promise made before a snapshot and paid the day before it."""
    day = t.back(snapshot + 1)
    item = t.paid(c, day - timedelta(days=t.rng.randint(12, 40)), day)
    t.promise(c, snapshot + t.rng.randint(4, 7), [item], day)


def _signs(t: Teller, c: Customer, share: float, which: tuple[str, ...] = _FLAGS) -> None:
    """Early-warning signs on some accounts, fewer on those of others."""
    if t.rng.random() >= (share if c.collector == t.owner else share / 3):
        return
    for flag in t.rng.sample(which, min(len(which), t.rng.choice((1, 1, 2)))):
        t.step(t.moment(c, t.rng.randint(3, 20)), c, "flag", flag=flag)


def _weekday(day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    for _number in range(abs(count)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def _minor(rng: random.Random, amount: float, currency: str) -> int:
    """An invented amount in minor units; prices in currencies without decimals end in tens."""
    from collectdesk.money import decimals

    places = decimals(currency)
    if not places:
        return int(max(10, round(amount / 10) * 10))
    whole: int = 10**places
    minor = round(amount * whole)
    return max(1, minor // whole * whole) if rng.random() < 0.2 else max(1, minor)
