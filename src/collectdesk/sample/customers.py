"""Invented customers for the sample book, put together from the words in `data/sample/countries.toml`.

The same customers come out on every day; only their dates are counted from the day they are made for.
"""

from __future__ import annotations

import random
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from collectdesk.resources import read_data

_FIRST_NUMBER = 100101
_BUSINESS_ROLES = ("ap_clerk", "ap_clerk", "ap_manager", "finance_director", "owner", "buyer")
_MANY_PEOPLE = 35
_MOBILES = 40


@dataclass(slots=True)
class Person:
    """Somebody at a customer, with at most one number and one address of each kind; "" where there is none."""

    name: str
    role: str
    salutation: str
    phone: str
    mobile: str
    email: str


@dataclass(slots=True)
class Invoice:
    """A document of the ledger. Amounts are minor units of `currency`, negative for a credit note.

    `cleared_on` is the day on which it was paid in full, `part` a day and the amount paid by then.
    """

    document: str
    reference: str
    document_on: date
    due_on: date
    minor: int
    currency: str
    cleared_on: date | None = None
    part: tuple[date, int] | None = None

    def open_on(self, day: date) -> int:
        """What is open on the morning of a day; 0 when it is not written yet or paid."""
        if self.document_on >= day or (self.cleared_on is not None and self.cleared_on < day):
            return 0
        paid = self.part[1] if self.part is not None and self.part[0] < day else 0
        return self.minor - paid


@dataclass(slots=True)
class Customer:
    """One customer with what is owed. `scale` sizes invented amounts in `currency`; see the file's head."""

    number: str
    name: str
    party_type: str
    country: str
    ledger: str
    company: str
    currency: str
    scale: float
    language: str
    sap_language: str
    city: str
    postcode: str
    region: str
    street: str
    zone: str
    since: date
    people: list[Person]
    reserved_numbers: bool
    risk_class: str = ""
    credit_limit: int | None = None
    insurer_deadline: date | None = None
    limitation_date: date | None = None
    invoices: list[Invoice] = field(default_factory=list)
    collector: str | None = None
    story: str = ""

    @property
    def private(self) -> bool:
        """Whether it is a consumer or a sole trader."""
        return self.party_type in ("consumer", "sole_trader")


def invent_customers(rng: random.Random, today: date, share: int = 100) -> list[Customer]:
    """All customers, in the order of their numbers; or a share of them in per cent, at least one a country."""
    countries = tomllib.loads(read_data("sample/countries.toml"))["country"]
    made = [customer for country in countries for customer in _of_country(rng, country, today, share)]
    rng.shuffle(made)
    number = _FIRST_NUMBER
    for customer in made:
        customer.number = str(number)
        number += rng.randint(1, 5)
    return made


def _of_country(rng: random.Random, country: dict[str, Any], today: date, share: int) -> list[Customer]:
    firms = list(product(country["first"], country["second"]))
    rng.shuffle(firms)
    people = [
        (given, family, title)
        for group, title in zip(("given_f", "given_m"), country["titles"] or ("", ""), strict=True)
        for given, family in product(country[group], country["family"])
    ]
    rng.shuffle(people)
    made = []
    for index in range(max(1, country["accounts"] * share // 100)):
        private = index * 100 < country["private"] * country["accounts"]
        person = people[index % len(people)]
        if private:
            party_type = "sole_trader" if index % 2 else "consumer"
            name = _full_name(country, person)
        else:
            party_type = "business"
            first, second = firms[index % len(firms)]
            joint = country.get("join", " ")
            name = f"{first}{joint}{second} {rng.choice(country['forms'])}".strip()
            if country["code"] == "JP" and rng.random() < 0.5:
                name = f"株式会社{first}{second}"
        made.append(_customer(rng, country, party_type, name, people, index, today))
    return made


def _customer(
    rng: random.Random,
    country: dict[str, Any],
    party_type: str,
    name: str,
    people: list[tuple[str, str, str]],
    index: int,
    today: date,
) -> Customer:
    places = country["places"]
    place_at = rng.randrange(len(places))
    place = places[place_at]
    aligned = len(places) == len(country["phones"])
    pattern = country["phones"][place_at] if aligned else rng.choice(country["phones"])
    street = rng.choice(country["streets"])
    count = 2 if party_type == "business" and rng.randrange(100) < _MANY_PEOPLE else 1
    return Customer(
        number="",
        name=name,
        party_type=party_type,
        country=country["code"],
        ledger=country["ledger"],
        company=country["company"],
        currency=country["currency"],
        scale=country["scale"],
        language=country["language"],
        sap_language=country["spras"],
        city=place[0],
        postcode=place[1],
        region=place[2],
        street=street if any(c.isdigit() for c in street) else f"{street} {rng.randint(2, 88)}",
        zone=place[3] if len(place) > 3 else country["zone"],
        since=today - timedelta(days=rng.randint(200, 4200)),
        people=[
            _person(rng, country, people[(index + n * 7) % len(people)], party_type, name, pattern)
            for n in range(count)
        ],
        reserved_numbers=country["verified"],
        risk_class=rng.choice(("A", "A", "B", "B", "B", "C", "C", "D", "")),
    )


def _person(
    rng: random.Random,
    country: dict[str, Any],
    person: tuple[str, str, str],
    party_type: str,
    customer: str,
    pattern: str,
) -> Person:
    name = _full_name(country, person)
    role = {"consumer": "self", "sole_trader": "owner"}.get(party_type) or rng.choice(_BUSINESS_ROLES)
    mobile = ""
    if country["mobiles"] and rng.randrange(100) < _MOBILES:
        mobile = _dialled(rng, rng.choice(country["mobiles"]))
    who, firm = _slug(person[1] if party_type == "business" else name), _slug(customer)
    email = f"{who or 'accounts'}@{firm or 'customer-' + str(rng.randint(1000, 9999))}.example"
    return Person(name, role, person[2], _dialled(rng, pattern), mobile, email)


def _full_name(country: dict[str, Any], person: tuple[str, str, str]) -> str:
    given, family, _title = person
    if country.get("family_first"):
        return f"{family}{country.get('family_join', ' ')}{given}"
    return f"{given} {family}"


def _dialled(rng: random.Random, pattern: str) -> str:
    return "".join(str(rng.randrange(10)) if sign == "#" else sign for sign in pattern)


def _slug(of: str) -> str:
    plain = unicodedata.normalize("NFKD", of.replace("ß", "ss").replace("ł", "l").replace("ı", "i"))
    words = "".join(c if c.isalnum() else " " for c in plain if c.isascii()).lower().split()
    return "-".join(words[:3])
