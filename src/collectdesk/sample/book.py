"""The sample book of `collectdesk demo`: eight invented weeks, made by the imports and acts that a desk uses.

Ledger files as three systems would write them are imported again and again, newer ones closing what was paid;
between them four invented collectors call, note, promise and dispute, each act with the moment at which it
would have happened. Nothing is written past the acts, so the journal of the book verifies and every screen
shows what the program itself made of it. The data are in `data/sample/`.
"""

from __future__ import annotations

import csv
import gc
import random
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytz
from sqlalchemy import event, select

from collectdesk.desk.act import Actor
from collectdesk.desk.bindings import (
    RecordNotice,
    RecordStop,
    RecordWish,
    record_notice,
    record_stop,
    record_wish,
)
from collectdesk.desk.book import find_actor, set_up
from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.contacts import MarkPoint, mark_point
from collectdesk.desk.contacts_import import ImportContacts, import_contacts
from collectdesk.desk.creditors import NameCreditor, name_creditor
from collectdesk.desk.day import turn_day
from collectdesk.desk.flags import RaiseFlag, raise_flag
from collectdesk.desk.follow_ups import FinishFollowUp, PlanFollowUp, finish_follow_up, plan_follow_up
from collectdesk.desk.holds import PutOnHold, SkipAccount, put_on_hold, skip_account
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.ledger_import import ImportReceivables, ReadingOptions, import_receivables
from collectdesk.desk.local_time import at_local
from collectdesk.desk.notes import WriteNote, write_note
from collectdesk.desk.people import AddUser, AssignAccounts, add_user, assign_accounts
from collectdesk.desk.rates_import import ImportRates, import_rates
from collectdesk.desk.reach_book import reach_put_off
from collectdesk.exchange.rates import seed_rates
from collectdesk.faults import BadInput, StoreUnusable
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    ContactPerson,
    ContactPoint,
    CreditorEntity,
    NextAction,
    OpenItem,
)
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.sample.consumers import tell_consumers
from collectdesk.sample.customers import Customer, invent_customers
from collectdesk.sample.ledgers import write_contacts, write_ledgers
from collectdesk.sample.stories import SNAPSHOTS, STORIES, Step, Teller, fits
from collectdesk.store import Store, create_store

OWNER = "Asha (demo)"
TEAM = "Demo team"
_SEED = 20261124
_MORNING = time(6, 10)

Progress = Callable[[str], None]


def make_sample_book(
    path: str,
    now: datetime,
    progress: Progress | None = None,
    *,
    zone: str = "Europe/Berlin",
    owner: str = OWNER,
    share: int = 100,
) -> None:
    """Make the sample book as a new database at `path`, as it stands at `now` (aware), on a desk in `zone`.

    `owner` sits at it and holds every role. The same moment gives the same book. `share` is how many of the
    accounts there are, in per cent, for a quick look. `progress` is told in
    sentences what is being done. Raises StoreUnusable when the database cannot be made, BadInput for an
    unknown zone.
    """
    say = progress or (lambda _sentence: None)
    plan = tomllib.loads(_sample("stories.toml"))
    store = create_store(path)
    _make_hasty(store)
    collecting = gc.isenabled()
    gc.disable()  # hundreds of short sessions: looking for cycles among them takes a fifth of the time
    try:
        with (
            tempfile.TemporaryDirectory(prefix="collectdesk-sample-") as folder,
            reach_put_off(store, now) as past,  # nobody looks at the list of a past day
        ):
            Maker(past, now, zone, owner, plan, Path(folder), say, share).make()
    finally:
        store.close()
        if collecting:
            gc.enable()


@dataclass(slots=True)
class _Known:
    """What the book knows a customer by, once it is imported."""

    account_id: int
    person_id: int | None = None
    person: str = ""
    phone_id: int | None = None
    email_id: int | None = None


@dataclass(slots=True)
class Maker:
    """Makes one book. `folder` is where the ledger files lie while it is made."""

    store: Store
    now: datetime
    zone: str
    owner: str
    plan: dict[str, Any]
    folder: Path
    say: Progress
    share: int = 100
    rng: random.Random = field(default_factory=lambda: random.Random(_SEED))  # noqa: S311 - not for secrets
    customers: list[Customer] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    known: dict[tuple[str, str], _Known] = field(default_factory=dict)
    verified: set[int] = field(default_factory=set)

    def make(self) -> None:
        """All of it, in the order of time."""
        if self.zone not in pytz.all_timezones_set:
            raise BadInput(
                _("{zone} is not a time zone; use one such as Asia/Kolkata").format(zone=self.zone)
            )
        self.say(_("Inventing customers"))
        today = self.now.astimezone(pytz.timezone(self.zone)).date()
        teller = Teller(self.rng, self.now, today, self.plan["notes"], owner=self.owner)
        self.customers = invent_customers(self.rng, today, self.share)
        self._deal()
        for customer in self.customers:
            self._tell(teller, customer)
        self.customers += tell_consumers(teller)
        self._begin(teller)
        self._live(teller)

    def _deal(self) -> None:
        """Give every customer a collector."""
        wanted = {
            story: max(1, count * self.share // 100) for story, count in dict(self.plan["owner"]).items()
        }
        free = self.rng.sample(self.customers, len(self.customers))
        for story, count in sorted(wanted.items(), key=lambda pair: _rarity(pair[0])):
            for _number in range(count):
                customer = next((c for c in free if fits(story, c)), None)
                if customer is not None:
                    free.remove(customer)
                    customer.collector, customer.story = self.owner, story
        names = [str(c["name"]) for c in self.plan["collector"]]
        weights = [int(c["accounts"]) for c in self.plan["collector"]]
        shares = self.plan["others"]
        for customer in free:
            where = self.rng.choices([*names, ""], [*weights, 100 - sum(weights)])[0]
            customer.collector = where or None
            possible = {s: share for s, share in shares.items() if fits(s, customer)}
            story = self.rng.choices(list(possible), list(possible.values()))[0]
            customer.story = story if where else "untouched"

    def _tell(self, teller: Teller, customer: Customer) -> None:
        """The customer's story, and what every customer has besides."""
        STORIES[customer.story](teller, customer)
        opening = teller.back(SNAPSHOTS[0])
        if not any(invoice.open_on(opening) for invoice in customer.invoices):
            due = opening - timedelta(days=self.rng.randint(1, 15))
            teller.paid(customer, due, teller.back(self.rng.randint(5, 35)))
        if customer.story in ("untouched", "tried") and customer.ledger != "sap":
            self._adjust(teller, customer)
        if customer.collector and self.rng.random() < (0.15 if customer.collector == self.owner else 0.05):
            note = self.rng.choice(self.plan["notes"]["NOTE"])
            teller.step(teller.moment(customer, self.rng.randint(2, 30)), customer, "note", text=note)
        if customer.ledger != "sap" and customer.party_type == "business" and self.rng.random() < 0.6:
            owed = sum(i.minor for i in customer.invoices if i.cleared_on is None and i.minor > 0)
            customer.credit_limit = max(1, int(owed * self.rng.uniform(0.85, 3.2)) // 1000) * 1000

    def _adjust(self, teller: Teller, customer: Customer) -> None:
        """A part payment or a credit note, now and then."""
        chance = self.rng.random()
        first = customer.invoices[0]
        if chance < 0.12:
            first.part = (teller.back(8), first.minor // 3)
        elif chance < 0.22:
            credit = teller.owe(customer, 10, terms=14)
            credit.minor = -max(1, first.minor // 10)

    def _begin(self, teller: Teller) -> None:
        """The first morning: the desk, its people, rates, the first ledgers, contacts, assignments."""
        at = self._morning(teller, SNAPSHOTS[0])
        lead = set_up(
            self.store, at, zone=self.zone, base_currency="EUR", owner=self.owner, name=_("Sample desk")
        )
        self.actors[self.owner] = lead
        for person in self.plan["collector"]:
            add_user(self.store, lead, at, AddUser(name=person["name"], team=TEAM, zone=person["zone"]))
            self.actors[person["name"]] = find_actor(self.store, person["name"])
        for creditor in self.plan["creditor"]:
            name_creditor(self.store, lead, at, NameCreditor(**creditor))
        self._import_rates(teller, at)
        turn_day(self.store, lead, at)
        self._import_ledgers(teller, SNAPSHOTS[0], at)
        self.say(_("Importing people and numbers"))
        path = write_contacts(self.folder, self.customers)
        report = import_contacts(self.store, lead, at, ImportContacts(path=path))
        if not report.written:
            raise _damaged()
        self._learn_ids()
        for name in self.actors:
            ids = [self._of(c).account_id for c in self.customers if c.collector == name]
            assign_accounts(self.store, lead, at, AssignAccounts(account_ids=tuple(ids), user=name))

    def _live(self, teller: Teller) -> None:
        """Weekday after weekday: imports, promises judged, and what the collectors did."""
        for step in teller.steps:
            step.at = self._past_opening(step.at)
        steps = sorted(teller.steps, key=lambda step: (step.at, step.customer.number))
        lead = self.actors[self.owner]
        done = 0
        for count in range(SNAPSHOTS[0] - 1, -1, -1):
            morning = self._morning(teller, count)
            done = self._do_until(steps, done, morning)
            if count in SNAPSHOTS:
                self._import_ledgers(teller, count, morning)
                turn_day(self.store, lead, morning + timedelta(seconds=20))
            judge_promises(self.store, lead, morning + timedelta(seconds=40))
        self._do_until(steps, done, self.now)

    def _past_opening(self, at: datetime) -> datetime:
        """A moment that does not fall into the minute in which the desk opens, which belongs to the imports."""
        local = at.astimezone(pytz.timezone(self.zone))
        opening = (local.hour, local.minute) == (_MORNING.hour, _MORNING.minute)
        return at + timedelta(minutes=1) if opening else at

    def _do_until(self, steps: list[Step], done: int, moment: datetime) -> int:
        while done < len(steps) and steps[done].at < moment:
            self._do(steps[done])
            done += 1
        return done

    def _morning(self, teller: Teller, count: int) -> datetime:
        """When the desk opens on a weekday; today early enough to lie before now."""
        if count:
            return at_local(datetime.combine(teller.back(count), _MORNING), self.zone)
        opens = at_local(datetime.combine(teller.today, _MORNING), self.zone)
        midnight = at_local(datetime.combine(teller.today, time(0)), self.zone)
        return max(midnight, min(opens, self.now - timedelta(minutes=10)))

    def _import_rates(self, teller: Teller, at: datetime) -> None:
        """Made-up rates of currencies that nobody publishes against the euro, dated as the published ones."""
        days = {
            max(q.rate_on for q in seed_rates(day)) for day in (teller.back(SNAPSHOTS[0] + 5), teller.today)
        }
        path = self.folder / "rates.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("currency", "date", "rate", "source"))
            for row in csv.DictReader(_sample("rates.csv").splitlines()):
                writer.writerows(
                    (row["currency"], d.isoformat(), row["rate"], row["source"]) for d in sorted(days)
                )
        import_rates(self.store, self.actors[self.owner], at, ImportRates(file=path))

    def _import_ledgers(self, teller: Teller, count: int, at: datetime) -> None:
        day = teller.back(count)
        self.say(_("Importing the ledgers of {day}").format(day=day.isoformat()))
        for file in write_ledgers(self.folder, self.customers, day):
            command = ImportReceivables(
                file=file.path, reading=ReadingOptions(customers=file.customers), snapshot=True
            )
            report = import_receivables(self.store, self.actors[self.owner], at, command)
            if not report.written:
                raise _damaged()

    def _learn_ids(self) -> None:
        with self.store.read() as session:
            accounts = session.execute(
                select(Account.id, Account.number, CreditorEntity.code, Account.party_id).join(
                    CreditorEntity, CreditorEntity.id == Account.creditor_entity_id
                )
            ).all()
            people: dict[int, tuple[int, str]] = {}
            for person in session.execute(
                select(ContactPerson.id, ContactPerson.party_id, ContactPerson.name).order_by(
                    ContactPerson.id
                )
            ):
                people.setdefault(person.party_id, (person.id, person.name))
            points: dict[tuple[int | None, str], int] = {}
            for point in session.execute(
                select(ContactPoint.id, ContactPoint.person_id, ContactPoint.kind).order_by(ContactPoint.id)
            ):
                points.setdefault((point.person_id, point.kind), point.id)
        for account_id, number, company, party_id in accounts:
            person_id, name = people.get(party_id, (None, ""))
            self.known[company, number] = _Known(
                account_id,
                person_id,
                name,
                points.get((person_id, "phone")),
                points.get((person_id, "email")),
            )

    def _of(self, customer: Customer) -> _Known:
        return self.known[customer.company, customer.number]

    def _do(self, step: Step) -> None:
        actor = self.actors[step.customer.collector or self.owner]
        _DOING[step.act](self, actor, step)

    def contact(self, actor: Actor, step: Step, channel: str) -> None:
        """A call or a message, with the note that was written on it."""
        known, facts = self._of(step.customer), dict(step.facts)
        document = facts.pop("document", None) or step.customer.invoices[0].document
        amount, on = facts.pop("amount", None), facts.get("on")
        money = "" if amount is None else spoken(Money(amount, step.customer.currency))
        note = facts.pop("note").format(
            person=known.person, document=document, amount=money, day=_said(on) if on else ""
        )
        point = known.email_id if channel == "email" else known.phone_id
        command = LogCall(
            account_id=known.account_id,
            started_at=step.at - timedelta(seconds=facts.get("seconds", 0)),
            channel=channel,
            person_id=known.person_id,
            contact_point_id=point,
            note=note,
            amount_minor=amount,
            currency=step.customer.currency if amount is not None else None,
            item_ids=self._items(known.account_id, facts.pop("items", ())),
            **facts,
        )
        receipt = log_call(self.store, actor, step.at, command)
        spoke = "promise" in receipt.created or "dispute" in receipt.created
        if (
            actor.name == self.owner
            and spoke
            and step.customer.reserved_numbers
            and point
            and point not in self.verified
        ):
            self.verified.add(point)
            mark = MarkPoint(account_id=known.account_id, contact_point_id=point, state="verified")
            mark_point(self.store, actor, step.at, mark)

    def finish(self, actor: Actor, step: Step) -> None:
        """Finish what was due by then; only the owner's agenda is looked at, the others keep theirs as it is."""
        if step.customer.collector != self.owner:
            return
        account_id = self._of(step.customer).account_id
        with self.store.read() as session:
            ids = session.scalars(
                select(NextAction.id).where(
                    NextAction.account_id == account_id,
                    NextAction.state == "open",
                    NextAction.undone_by.is_(None),
                    NextAction.due_at <= step.at,
                )
            ).all()
        for action_id in ids:
            finish_follow_up(self.store, actor, step.at, FinishFollowUp(next_action_id=action_id))

    def write(self, actor: Actor, step: Step) -> None:
        """A note of its own."""
        known = self._of(step.customer)
        text = step.facts["text"].format(person=known.person)
        write_note(self.store, actor, step.at, WriteNote(account_id=known.account_id, text=text))

    def _items(self, account_id: int, documents: list[str]) -> tuple[int, ...]:
        if not documents:
            return ()
        with self.store.read() as session:
            return tuple(
                session.scalars(
                    select(OpenItem.id).where(
                        OpenItem.account_id == account_id,
                        OpenItem.document.in_(documents),
                        OpenItem.open_minor > 0,
                    )
                )
            )

    def account_of(self, step: Step) -> int:
        """The account a step is about."""
        return self._of(step.customer).account_id


_DOING: dict[str, Callable[[Maker, Actor, Step], object]] = {
    "call": lambda m, a, s: m.contact(a, s, "call"),
    "email": lambda m, a, s: m.contact(a, s, "email"),
    "finish": Maker.finish,
    "note": Maker.write,
    "plan": lambda m, a, s: plan_follow_up(
        m.store, a, s.at, PlanFollowUp(account_id=m.account_of(s), **s.facts)
    ),
    "hold": lambda m, a, s: put_on_hold(m.store, a, s.at, PutOnHold(account_id=m.account_of(s), **s.facts)),
    "skip": lambda m, a, s: skip_account(
        m.store, a, s.at, SkipAccount(account_id=m.account_of(s), **s.facts)
    ),
    "notice": lambda m, a, s: record_notice(
        m.store, a, s.at, RecordNotice(account_id=m.account_of(s), **s.facts)
    ),
    "stop": lambda m, a, s: record_stop(m.store, a, s.at, RecordStop(account_id=m.account_of(s), **s.facts)),
    "wish": lambda m, a, s: record_wish(m.store, a, s.at, RecordWish(account_id=m.account_of(s), **s.facts)),
    "flag": lambda m, a, s: raise_flag(m.store, a, s.at, RaiseFlag(account_id=m.account_of(s), **s.facts)),
}


def _damaged() -> StoreUnusable:
    return StoreUnusable(_("the sample data of this installation are damaged; install collectdesk again"))


def _make_hasty(store: Store) -> None:
    """Let this connection not wait for the disk: a sample book that a power cut spoils is made again."""
    if store.dialect != "sqlite":
        return

    def hasten(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(store.engine, "connect", hasten)
    store.engine.dispose()


def _rarity(story: str) -> int:
    """Stories that few customers fit choose first."""
    order = ("breathing_space", "deceased", "support_need", "limitation", "insurer", "small")
    return order.index(story) if story in order else len(order)


def _said(day: date) -> str:
    from collectdesk.days import weekday_day

    return weekday_day(day)


def _sample(name: str) -> str:
    from collectdesk.resources import read_data

    return read_data(f"sample/{name}")


__all__ = ["OWNER", "make_sample_book"]
