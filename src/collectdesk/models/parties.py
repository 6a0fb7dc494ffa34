"""Those who owe, those who are owed, and how to reach them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Id


class CreditorEntity(Base):
    """A legal entity that is owed; `code` is its company code in the ledger.

    `collector` is what this desk is towards its customers: third_party, creditor, debt_buyer, lawyer or lender;
    `debt_type` what they owe: trade_invoice, consumer_credit, loan, utility or telecom. NULL is not known, and then
    every rule that may apply does.
    """

    __tablename__ = "creditor_entity"

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    country: Mapped[str | None] = mapped_column(String(2))
    collector: Mapped[str | None] = mapped_column(String(20))
    debt_type: Mapped[str | None] = mapped_column(String(20))


class Party(Base):
    """The legal entity or person who owes; on screen "customer".

    `party_type` is business, sole_trader, consumer or public_body. `country` is ISO 3166-1 alpha-2,
    `region` ISO 3166-2, `zone` an IANA name, `language` a Babel locale id; each NULL when not known. `stated_zone` is
    where the customer said to be, which governs; `travel_zone` where they are until `travel_until`. `dial_zones`
    (separated by blanks) and `dial_place` are those of the number that would be dialled.
    """

    __tablename__ = "party"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    party_type: Mapped[Code] = mapped_column(default="business")
    country: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(6))
    city: Mapped[str | None]
    postcode: Mapped[str | None]
    street: Mapped[str | None]
    zone: Mapped[str | None]
    language: Mapped[str | None]
    customer_since: Mapped[date | None]
    stated_zone: Mapped[str | None]
    travel_zone: Mapped[str | None]
    travel_until: Mapped[date | None]
    dial_zones: Mapped[str | None]
    dial_place: Mapped[Code | None]


class ContactPerson(Base):
    """A human at the customer.

    `role` is one of ap_clerk, ap_manager, finance_director, owner, buyer, legal, self.
    """

    __tablename__ = "contact_person"

    id: Mapped[Id]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    name: Mapped[str]
    salutation: Mapped[str | None]
    role: Mapped[Code | None]
    language: Mapped[str | None]
    zone: Mapped[str | None]
    source: Mapped[str]


class ContactPoint(Base):
    """A phone number, e-mail address, messenger or postal address.

    `kind` is phone, email, messenger or post; `use` is work, home or mobile; `state` is unverified,
    verified, dead or blocked. `digits` are the digits of a phone number in international form without
    the plus sign, `digits_reversed` the same backwards, so that the last digits find it.
    """

    __tablename__ = "contact_point"
    __table_args__ = (
        UniqueConstraint("party_id", "kind", "value"),
        Index("ix_contact_point_digits", "digits"),
        Index("ix_contact_point_digits_reversed", "digits_reversed"),
    )

    id: Mapped[Id]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("contact_person.id"))
    kind: Mapped[Code]
    value: Mapped[str]
    digits: Mapped[str | None]
    digits_reversed: Mapped[str | None]
    use: Mapped[Code | None]
    state: Mapped[Code] = mapped_column(default="unverified")
    consent_on: Mapped[date | None]
    consent_source: Mapped[str | None]
    source: Mapped[str]
