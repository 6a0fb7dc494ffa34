"""Finding the customers a payment may be from, for many lines at once and through indexes only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, select
from sqlalchemy.orm import Session

from collectdesk.desk.cash.arriving import NewLine
from collectdesk.desk.cash.scoring import Candidate, ItemNow, QuotedNow, forms_of, matching_rules, tokens_of
from collectdesk.exchange.bulk import insert_columns
from collectdesk.models import (
    Account,
    BankLine,
    CreditorEntity,
    FxQuote,
    FxQuoteItem,
    OpenItem,
    Party,
    Payment,
)
from collectdesk.ranking.rerank import id_list, within
from collectdesk.store.search import folded, matching_accounts

_KEY = Table("cash_key", MetaData(), Column("key", Text, primary_key=True), prefixes=["TEMPORARY"])
_ACCOUNT_ID: Any = Account.id
_ITEM: tuple[Any, ...] = (
    OpenItem.id, OpenItem.account_id, OpenItem.document, OpenItem.reference, OpenItem.kind, OpenItem.currency,
    OpenItem.due_on, OpenItem.original_minor, OpenItem.open_minor, OpenItem.disputed_minor, OpenItem.posted_minor,
)  # fmt: skip
_MANY = 2000
"""Lines for which what they point to is read at once."""
_MOST_OF_ONE_NUMBER = 20
"""A number that more items carry than this names none of them."""
_ORDINARY = frozenset(
    {"gmbh", "ag", "ltd", "limited", "inc", "llc", "sa", "sas", "sarl", "bv", "nv", "co", "kg", "plc"}
)


class Finder:
    """Candidates for lines. Items are read once and kept, so that what is posted to them shows in the next line."""

    def __init__(self, session: Session, lines: Sequence[NewLine], progress: Callable[[float], None]) -> None:
        self._session = session
        self._dialect = session.get_bind().dialect.name
        self.items: dict[int, ItemNow] = {}
        self._by_number: dict[str, list[ItemNow]] = defaultdict(list)
        self._customers: dict[str, list[int]] = defaultdict(list)
        self._payers: dict[str, list[int]] = defaultdict(list)
        self._names: dict[str, list[int]] = {}
        self._owed: dict[int, list[ItemNow]] = {}
        self._keys: dict[str, tuple[set[str], set[str]]] = {}
        self._customer: dict[int, tuple[str, str | None, str | None]] = {}
        self._quoted: dict[int, list[QuotedNow]] = defaultdict(list)
        self._asked: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._read(lines, progress)
        self._read_quotations(lines)

    def found(self, lines: Sequence[NewLine]) -> Iterator[tuple[NewLine, list[Candidate]]]:
        """Each line with the customers that anything of it points to."""
        for at in range(0, len(lines), _MANY):
            some = [(line, self._pointed(line)) for line in lines[at : at + _MANY]]
            candidates = [candidate for _line, found in some for candidate in found.values()]
            self._read_names({c.account_id for c in candidates})
            self._read_owed({c.account_id for c in candidates if not c.exact and not c.told})
            for line, found in some:
                self._compare(line, found.values())
                yield line, list(found.values())

    def _pointed(self, line: NewLine) -> dict[int, Candidate]:
        """Who numbers and the payer's account point to; the payer's name is looked up where they point to nobody."""
        exact, told = self._keys[line.fingerprint]
        found: dict[int, Candidate] = {}
        for number in exact:
            for item in self._by_number.get(number, ()):
                self._of(found, item.account_id).exact[item.id] = item
        for number in told:
            for item in self._by_number.get(number, ()):
                self._of(found, item.account_id).told[item.id] = item
        for number in exact | told:
            for account_id in self._customers.get(number, ()):
                self._of(found, account_id).by["customer_number"] = number
        for account_id in self._asked.get((line.currency, line.minor), ()):
            self._of(found, account_id)
        payer = line.said.counterparty_account
        for account_id in self._payers.get(payer, ()):
            self._of(found, account_id).by["account_seen"] = payer
        if not found:
            for account_id in self._named(folded(_payer(line))):
                self._of(found, account_id)
        return found

    def _compare(self, line: NewLine, candidates: Iterable[Candidate]) -> None:
        """What holds once customers are read: whether they are called like the payer, sit abroad, and what they owe."""
        name = folded(_payer(line))
        for candidate in candidates:
            called, creditor, payer = self._customer[candidate.account_id]
            if _alike(name, called):
                candidate.by["name"] = _payer(line)
            candidate.quoted = self._quoted.get(candidate.account_id, ())
            candidate.cross_border = bool(creditor and payer and creditor != payer)
            if not candidate.exact and not candidate.told:
                candidate.owed = self._owed[candidate.account_id]

    def countries(self, account_id: int) -> tuple[str | None, str | None]:
        """The creditor's country and the customer's, of an account that was found."""
        return self._customer[account_id][1:]

    def _of(self, found: dict[int, Candidate], account_id: int) -> Candidate:
        return found.setdefault(account_id, Candidate(account_id))

    def _item(self, row: Sequence[object]) -> ItemNow:
        item: ItemNow = ItemNow(*row)  # type: ignore[arg-type]
        return self.items.setdefault(item.id, item)

    def _named(self, name: str) -> list[int]:
        if name not in self._names:
            words = [word for word in name.split() if word not in _ORDINARY]
            found = matching_accounts(self._session, " ".join(words), 5) if words else []
            self._names[name] = [account_id for account_id, kind in found if kind == "party"]
        return self._names[name]

    def _read_names(self, accounts: set[int]) -> None:
        missing = accounts - self._customer.keys()
        rows = self._session.execute(
            _customers_among(self._dialect), {"ids": id_list(self._dialect, sorted(missing))}
        )
        for account_id, name, *countries in rows:
            self._customer[account_id] = (folded(name), *countries)

    def _read_owed(self, accounts: set[int]) -> None:
        missing = accounts - self._owed.keys()
        self._owed.update((account_id, []) for account_id in missing)
        rows = self._session.execute(
            _owed_by(self._dialect), {"ids": id_list(self._dialect, sorted(missing))}
        )
        for row in rows:
            item = self._item(row)
            self._owed[item.account_id].append(item)

    def _read(self, lines: Sequence[NewLine], progress: Callable[[float], None]) -> None:
        shortest = matching_rules().shortest_number
        for line in lines:
            exact: set[str] = set()
            for reference in (*line.said.structured, line.said.creditor_reference):
                if reference.strip():
                    exact |= forms_of(reference.strip())
                    exact |= forms_of("".join(reference.split()))
            texts = f"{line.said.remittance} {line.said.end_to_end} {line.said.owner_reference}"
            told = {form for token in tokens_of(texts, shortest) for form in forms_of(token)}
            self._keys[line.fingerprint] = (exact, told)
        keys = sorted({key for exact, told in self._keys.values() for key in exact | told})
        progress(0.3)
        connection = self._session.connection()
        _KEY.create(connection)
        try:
            self._look_up(connection, keys)
        finally:
            _KEY.drop(connection)
        progress(0.5)

    def _read_quotations(self, lines: Sequence[NewLine]) -> None:
        """Quotations in the lines' currencies that may hold; there are few."""
        first = min((line.value_on for line in lines), default=None)
        if first is None:
            return
        rows = self._session.execute(
            select(FxQuote, FxQuoteItem.open_item_id)
            .join(FxQuoteItem, FxQuoteItem.fx_quote_id == FxQuote.id)
            .where(
                FxQuote.asked_currency.in_({line.currency for line in lines}),
                FxQuote.valid_until >= first,
                FxQuote.undone_by.is_(None),
            )
            .order_by(FxQuote.id, FxQuoteItem.open_item_id)
        )
        items: dict[FxQuote, list[int]] = defaultdict(list)
        for quote, item_id in rows:
            items[quote].append(item_id)
        for quote, of in items.items():
            held = (quote.asked_minor, quote.asked_currency, quote.quoted_on, quote.valid_until)
            self._quoted[quote.account_id].append(QuotedNow(*held, tuple(of)))
            self._asked[quote.asked_currency, quote.asked_minor].append(quote.account_id)

    def _look_up(self, connection: Connection, keys: list[str]) -> None:
        if keys:
            insert_columns(connection, "cash_key", {"key": keys}, len(keys))
        seen: set[tuple[str, int]] = set()
        for column in (OpenItem.document, OpenItem.reference):
            for key, *row in connection.execute(
                select(_KEY.c.key, *_ITEM).join(OpenItem, column == _KEY.c.key)
            ):
                item = self._item(row)
                if (key, item.id) not in seen:
                    seen.add((key, item.id))
                    self._by_number[key].append(item)
        for key in [key for key, found in self._by_number.items() if len(found) > _MOST_OF_ONE_NUMBER]:
            del self._by_number[key]
        by_account = select(_KEY.c.key, Account.id).join(Account, Account.number == _KEY.c.key)
        by_party = (
            select(_KEY.c.key, Account.id)
            .join(Party, Party.number == _KEY.c.key)
            .join(Account, Account.party_id == Party.id)
        )
        for key, account_id in {
            *connection.execute(by_account),
            *connection.execute(by_party),
        }:
            self._customers[key].append(account_id)
        connection.execute(delete(_KEY))
        rows = connection.execute(
            select(BankLine.counterparty_account, Payment.account_id)
            .join(Payment, Payment.bank_line_id == BankLine.id)
            .where(
                Payment.account_id.is_not(None),
                BankLine.counterparty_account != "",
                Payment.returned_on.is_(None),
            )
            .distinct()
        )
        for payer, account_id in rows:
            if account_id is not None:
                self._payers[payer].append(account_id)


@cache
def _customers_among(dialect: str) -> Any:
    return (
        select(Account.id, Party.name, CreditorEntity.country, Party.country)
        .join(Party, Party.id == Account.party_id)
        .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
        .where(*within(dialect)(_ACCOUNT_ID))
    )


@cache
def _owed_by(dialect: str) -> Any:
    return select(*_ITEM).where(*within(dialect)(_ITEM[1]), OpenItem.open_minor != 0).order_by(OpenItem.id)


def _payer(line: NewLine) -> str:
    return line.said.counterparty or line.said.on_behalf_of


def _alike(name: str, other: str) -> bool:
    """Whether two folded names share all the words of the shorter one, forms of companies left out."""
    one, two = ({w for w in n.split() if w not in _ORDINARY} for n in (name, other))
    return bool(one) and bool(two) and (one <= two or two <= one)
