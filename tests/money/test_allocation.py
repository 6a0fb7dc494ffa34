"""What a payment settles: the worked examples, each rule by itself, and money that is never lost or made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectdesk.faults import BadInput
from collectdesk.money import Money
from collectdesk.money.allocation import Allocation, Named, Receipt, reverse, settled
from collectdesk.money.allocation_rules import load_allocation_rules, parse_allocation_rules
from collectdesk.money.debts import OwedItem, shares
from collectdesk.money.fx import Quote, Rates
from collectdesk.money.settling import allocate
from collectdesk.resources import read_data
from tests.campaign import examples
from tests.money.vectors import vectors

RULES = load_allocation_rules()
ON = date(2026, 11, 24)
RATES = Rates([Quote("USD", Decimal("1.0850"), ON, "ECB"), Quote("JPY", Decimal("163"), ON, "ECB")])


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def invoice(id: int, amount: str, due: date = date(2026, 1, 15), **more: Any) -> OwedItem:
    more.setdefault("references", (f"RE-{id}",))
    return OwedItem(
        id, more.pop("kind", "principal"), Money.of(amount, more.pop("currency", "EUR")), due, **more
    )


def pay(
    items: Sequence[OwedItem],
    amount: str,
    profile: str = "oldest_first",
    *,
    currency: str = "EUR",
    **more: Any,
) -> Allocation:
    ways = {
        key: more.pop(key) for key in ("agreed_order", "creditor_order", "rates", "tolerance") if key in more
    }
    receipt = Receipt(Money.of(amount, currency), more.pop("value_on", ON), **more)
    return allocate(items, receipt, profile, RULES.profile[profile], **ways)


def taken(allocation: Allocation) -> dict[int, str]:
    found: dict[int, Money] = {}
    for line in allocation.lines:
        found[line.item_id] = found.get(line.item_id, Money(0, line.settles.currency)) + line.settles
    return {item_id: str(money) for item_id, money in found.items()}


DEBT = [
    invoice(1, "5000.00", debt="a"),
    invoice(2, "212.40", debt="a", kind="interest"),
    invoice(3, "40.00", debt="a", kind="cost"),
]


@pytest.mark.parametrize(("id", "given_in", "wanted"), vectors("alloc"))
def test_worked_examples(id: str, given_in: dict[str, str], wanted: dict[str, str]) -> None:
    items = [
        invoice(1, given_in["principal"], debt="a"),
        invoice(2, given_in["interest"], debt="a", kind="interest"),
        invoice(3, given_in["costs"], debt="a", kind="cost"),
    ]
    found = pay(items, given_in["payment"], id.removeprefix("alloc."))
    got = taken(found)
    assert got.get(3, "0.00") == wanted["costs"]
    assert got.get(2, "0.00") == wanted["interest"]
    assert got.get(1, "0.00") == wanted["principal"]
    assert str(settled(items, found)[0].open) == wanted["principal_open"]
    assert found.unapplied.minor == 0


def test_french_costs_come_first_only_where_they_are_recognised() -> None:
    assert taken(pay(DEBT, "1000.00", "fr")) == {3: "40.00", 2: "212.40", 1: "747.60"}
    unrecognised = [*DEBT[:2], invoice(3, "40.00", debt="a", kind="cost", recognised=False)]
    assert taken(pay(unrecognised, "1000.00", "fr")) == {2: "212.40", 1: "787.60"}
    named = pay(unrecognised, "1000.00", "fr", references=("RE-1",))
    assert taken(named) == {2: "212.40", 1: "787.60"}
    costs_named = pay(unrecognised, "1000.00", "fr", references=("RE-1", "RE-3"))
    assert taken(costs_named) == {3: "40.00", 2: "212.40", 1: "747.60"}
    only_costs = pay(unrecognised, "30.00", "fr", references=("RE-3",))
    assert taken(only_costs) == {3: "30.00"}
    assert not any("order inside" in remark for remark in only_costs.remarks)


def test_oldest_first() -> None:
    items = [
        invoice(3, "900.00", date(2026, 3, 1)),
        invoice(1, "600.00", date(2026, 1, 1)),
        invoice(2, "700.00", date(2026, 2, 1)),
    ]
    assert taken(pay(items, "1500.00")) == {1: "600.00", 2: "700.00", 3: "200.00"}


def test_the_german_order_between_debts() -> None:
    not_due = invoice(1, "100.00", date(2026, 12, 31), arisen_on=date(2020, 1, 1))
    secured = invoice(2, "100.00", date(2026, 1, 1), secured=True)
    light = invoice(3, "100.00", date(2026, 2, 1), burden=1)
    heavy = invoice(4, "100.00", date(2026, 5, 1), burden=9)
    older = invoice(5, "100.00", date(2026, 3, 1), burden=9, arisen_on=date(2026, 1, 2))
    items = [not_due, secured, light, heavy, older]
    order = list(taken(pay(items, "500.00", "de_b2b")))
    assert order == [5, 4, 3, 2, 1]
    today = [invoice(1, "100.00", date(2026, 11, 25), burden=9), invoice(2, "100.00", ON)]
    assert list(taken(pay(today, "50.00", "de_b2b"))) == [2]


def test_debts_alike_in_everything_share_to_the_cent() -> None:
    items = [invoice(n, "100.00") for n in (1, 2, 3)]
    assert taken(pay(items, "100.00", "de_b2b")) == {1: "33.34", 2: "33.33", 3: "33.33"}
    reasons = [pay(items, paid, "de_b2b").lines[0].reason for paid in ("100.00", "300.00")]
    assert [reason.split(" ")[0] for reason in reasons] == ["shared", "next"]
    assert pay(items[:1], "50.00", "de_b2b").lines[0].reason == "next in the order of BGB § 366, § 367(1)"
    with_costs = [
        invoice(1, "100.00", debt="a"),
        invoice(2, "20.00", debt="a", kind="cost"),
        invoice(3, "100.00", debt="b"),
        invoice(4, "20.00", debt="b", kind="cost"),
    ]
    assert taken(pay(with_costs, "100.00", "de_b2b")) == {2: "20.00", 1: "30.00", 4: "20.00", 3: "30.00"}
    uneven = [invoice(1, "100.00"), invoice(2, "300.00")]
    assert taken(pay(uneven, "100.00", "pro_rata")) == {1: "25.00", 2: "75.00"}
    assert taken(pay(items, "100.00", "oldest_first")) == {1: "100.00"}


def test_what_the_payer_named_binds_and_its_rest_stays_unapplied() -> None:
    items = [invoice(1, "600.00", date(2026, 1, 1)), invoice(2, "700.00", date(2026, 2, 1))]
    by_reference = pay(items, "800.00", references=("re-2",))
    assert taken(by_reference) == {2: "700.00"}
    assert by_reference.unapplied == eur("100.00")
    assert by_reference.unapplied_reason == "it is more than what the payer named"
    assert [line.rule for line in by_reference.lines] == ["debtor"]
    ordered = pay(items, "800.00", instruction=(Named(2, 30000), Named(1)), references=("RE-2",))
    assert taken(ordered) == {2: "300.00", 1: "500.00"}
    lost = pay(items, "800.00", references=("RE-9", "RE-1"))
    assert (taken(lost), lost.unknown, lost.unapplied) == ({1: "600.00"}, ("RE-9",), eur("200.00"))
    nothing = pay(items, "800.00", references=("RE-9",))
    assert (taken(nothing), nothing.unapplied) == ({}, eur("800.00"))


def test_naming_a_principal_means_its_debt_where_the_order_inside_is_the_law() -> None:
    items = [*DEBT, invoice(9, "50.00", date(2025, 1, 1))]
    german = pay(items, "100.00", "de_b2b", references=("RE-1",))
    assert taken(german) == {3: "40.00", 2: "60.00"}
    assert any("order inside the debt" in remark for remark in german.remarks)
    assert any("367(2)" in remark for remark in german.remarks)
    assert taken(pay(items, "100.00", "oldest_first", references=("RE-1",))) == {1: "100.00"}


def test_agreement_and_creditor_choose_after_the_payer() -> None:
    items = [invoice(n, "100.00", date(2026, n, 1)) for n in (1, 2, 3)]
    common = "debtor_then_creditor_then_oldest"
    found = pay(items, "150.00", common, agreed_order=[3], creditor_order=[2])
    assert [(line.item_id, line.rule) for line in found.lines] == [(3, "agreement"), (2, "creditor")]
    assert taken(found) == {3: "100.00", 2: "50.00"}
    assert [line.reason for line in found.lines] == [
        "the order that was agreed",
        "the order the creditor chose",
    ]
    named = pay(items, "150.00", common, creditor_order=[2], references=("RE-1",))
    assert taken(named) == {1: "100.00"}
    silent = pay(items, "150.00", common)
    assert taken(silent) == {1: "100.00", 2: "50.00"}
    assert silent.confidence == "U"
    assert taken(pay(items, "150.00", "oldest_first", creditor_order=[3])) == {1: "100.00", 2: "50.00"}


def test_specified_only_leaves_the_rest_to_the_payer() -> None:
    found = pay([invoice(1, "100.00")], "150.00", "specified_only")
    assert (taken(found), found.unapplied) == ({}, eur("150.00"))


def test_a_disputed_part_is_settled_only_when_named() -> None:
    items = [invoice(1, "100.00", disputed_minor=6000), invoice(2, "50.00", date(2026, 2, 1))]
    found = pay(items, "150.00")
    assert taken(found) == {1: "40.00", 2: "50.00"}
    assert found.unapplied == eur("60.00")
    assert "disputed" in found.unapplied_reason
    assert taken(pay(items, "150.00", references=("RE-1",))) == {1: "100.00"}


def test_an_item_that_is_settled_already_takes_nothing() -> None:
    items = [invoice(1, "0.00", debt="a"), invoice(2, "10.00", debt="a", kind="cost")]
    for profile in ("de_b2b", "oldest_first"):
        found = pay(items, "5.00", profile, references=("RE-1",))
        assert (taken(found), found.unapplied) == ({}, eur("5.00"))
        assert found.unapplied_reason == "nothing of what the payer named is open here"


def test_overpayment_is_unapplied_cash() -> None:
    found = pay([invoice(1, "100.00")], "100.01")
    assert found.unapplied == eur("0.01")
    assert found.unapplied_reason == "it is more than what is open"


def test_a_credit_the_payer_deducts_is_used_no_further_than_needed() -> None:
    items = [invoice(1, "1000.00"), invoice(2, "-100.00"), invoice(3, "-50.00")]
    found = pay(items, "880.00", references=("RE-1", "RE-2", "RE-3"))
    assert taken(found) == {2: "-100.00", 3: "-20.00", 1: "1000.00"}
    assert found.unapplied.minor == 0
    assert [str(item.open) for item in settled(items, found)] == ["0.00", "0.00", "-30.00"]
    twice = pay(items, "870.00", instruction=(Named(2), Named(2), Named(3), Named(1)))
    assert taken(twice) == {2: "-100.00", 3: "-30.00", 1: "1000.00"}
    none = pay(items, "880.00", instruction=(Named(2, 0), Named(1)))
    assert taken(none) == {1: "880.00"}
    part = pay(items, "880.00", instruction=(Named(2, -2500), Named(1)))
    assert taken(part) == {2: "-25.00", 1: "905.00"}
    unnamed = pay(items, "880.00")
    assert taken(unnamed) == {1: "880.00"}


@pytest.mark.parametrize(
    ("due", "paid", "more", "written_off"),
    [
        ("1000.00", "985.00", {"charges": "SHA"}, "15.00"),
        ("1000.00", "970.00", {"cross_border": True}, "30.00"),
        ("1000.00", "969.99", {"charges": "BEN"}, None),
        ("1000.00", "985.00", {"charges": "OUR", "cross_border": True}, None),
        ("1000.00", "985.00", {}, None),
        ("20000.00", "19960.00", {"charges": "SHA"}, "40.00"),
        ("20000.00", "19959.99", {"charges": "SHA"}, None),
        ("40.00", "25.00", {"charges": "SHA"}, None),
        ("40.00", "38.00", {"charges": "SHA"}, "2.00"),
    ],
)
def test_bank_charges_explain_a_short_receipt(
    due: str, paid: str, more: dict[str, Any], written_off: str | None
) -> None:
    for named in ({}, {"references": ("RE-1",)}):
        items = [invoice(1, due), invoice(2, "500.00", date(2026, 6, 1))]
        found = pay(items, paid, tolerance=RULES.bank_charge, **more, **named)
        charges = [str(line.settles) for line in found.lines if line.rule == "bank_charge"]
        assert charges == ([written_off] if written_off else [])
        assert all(line.takes.minor == 0 for line in found.lines if line.rule == "bank_charge")
        left = settled(items, found)[0].open
        assert left == (eur("0") if written_off else eur(due) - eur(paid))


def test_what_is_no_shortfall_is_no_bank_charge() -> None:
    covers = RULES.bank_charge.covers
    assert covers(eur("0.01"), eur("100.00"))
    assert not covers(eur("0.00"), eur("100.00"))
    assert not covers(eur("-1.00"), eur("100.00"))
    assert not covers(Money(1, "USD"), eur("100.00"))


def test_a_short_receipt_for_several_named_items_is_measured_as_a_whole() -> None:
    items = [invoice(1, "600.00"), invoice(2, "400.00")]
    found = pay(items, "985.00", references=("RE-1", "RE-2"), charges="SHA", tolerance=RULES.bank_charge)
    assert [(line.item_id, line.rule) for line in found.lines] == [
        (1, "debtor"), (2, "debtor"), (2, "bank_charge"),
    ]  # fmt: skip
    assert all(item.open.minor == 0 for item in settled(items, found))


def test_another_currency_is_settled_only_with_a_dated_rate() -> None:
    items = [invoice(1, "10000.00"), invoice(2, "100.00", date(2026, 5, 1), currency="USD")]
    without = pay(items, "10850.00", currency="USD")
    assert taken(without) == {2: "100.00"}
    assert "without a rate" in without.unapplied_reason
    found = pay(items, "10850.00", currency="USD", rates=RATES)
    assert taken(found) == {1: "10000.00"}
    (line,) = found.lines
    assert line.takes == Money.of("10850.00", "USD")
    assert line.rate is not None
    assert (line.rate.rate, line.rate.difference) == (Fraction(200, 217), 0)
    assert line.rate.quotes[0].source == "ECB"
    yen = [invoice(1, "1000", currency="JPY")]
    exact = pay(yen, "6.13", rates=RATES)
    assert taken(exact) == {1: "1000"}
    assert exact.lines[0].rate is not None
    assert exact.lines[0].rate.difference == 1000 - 613 * Fraction(163, 100)
    assert taken(pay(yen, "6.12", rates=RATES)) == {1: "998"}
    early = pay(items, "10850.00", currency="USD", rates=RATES, value_on=date(2026, 11, 23))
    assert taken(early) == {2: "100.00"}
    assert any("import rates" in remark for remark in early.remarks)


def test_what_cannot_be_is_refused() -> None:
    for amount in ("0.00", "-1.00"):
        with pytest.raises(ValueError, match="above zero"):
            pay([invoice(1, "1.00")], amount)
    with pytest.raises(ValueError, match="twice"):
        pay([invoice(1, "1.00"), invoice(1, "2.00")], "1.00")
    with pytest.raises(ValueError, match="two currencies"):
        pay([invoice(1, "1.00", debt="a"), invoice(2, "1.00", debt="a", currency="USD")], "1.00")
    for more in ({"instruction": (Named(7),)}, {"agreed_order": [7]}):
        with pytest.raises(ValueError, match="not given"):
            pay([invoice(1, "1.00")], "1.00", **more)
    good = pay([invoice(1, "1.00")], "1.00")
    with pytest.raises(ValueError, match="do not make the payment"):
        Allocation(good.amount, ON, "x", good.lines, eur("0.01"), "", (), (), None)


CODES = ["EUR", "USD", "JPY"]
AMOUNTS = st.one_of(st.integers(1, 200), st.integers(1, 10**9))


@st.composite
def books(draw: st.DrawFn) -> list[OwedItem]:
    items = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        debt = draw(st.sampled_from([None, "a", "b", "c"]))
        currency = {"a": "EUR", "b": "USD", "c": "JPY"}.get(debt or "") or draw(st.sampled_from(CODES))
        minor = draw(st.one_of(AMOUNTS, AMOUNTS.map(lambda n: -n))) if debt is None else draw(AMOUNTS)
        items.append(
            OwedItem(
                number,
                draw(st.sampled_from(["principal", "interest", "fee", "cost"])),
                Money(minor, currency),
                draw(st.one_of(st.none(), st.dates(date(2026, 11, 20), date(2026, 11, 28)))),
                debt,
                disputed_minor=draw(st.sampled_from([0, 0, 1, 10**10])),
                secured=draw(st.booleans()),
                burden=draw(st.integers(0, 1)),
                recognised=draw(st.sampled_from([True, True, False])),
                references=(f"RE-{number % 4}",),
            )
        )
    return items


@st.composite
def receipts(draw: st.DrawFn, ids: list[int]) -> Receipt:
    named = st.builds(Named, st.sampled_from(ids), st.one_of(st.none(), st.integers(0, 10**6)))
    return Receipt(
        Money(draw(AMOUNTS), draw(st.sampled_from(CODES))),
        ON,
        instruction=tuple(draw(st.one_of(st.just([]), st.lists(named, max_size=4)))),
        references=tuple(draw(st.lists(st.sampled_from(["RE-1", "RE-2", "noise"]), max_size=2))),
        charges=draw(st.sampled_from([None, "SHA", "OUR"])),
    )


def opens(items: Sequence[OwedItem]) -> dict[int, Money]:
    return {item.id: item.open for item in items}


@settings(deadline=None, max_examples=examples(100, 50))
@given(data=st.data(), items=books(), profile=st.sampled_from(sorted(RULES.profile)))
def test_money_is_conserved_and_every_allocation_can_be_taken_back(
    data: st.DataObject, items: list[OwedItem], profile: str
) -> None:
    ids = [item.id for item in items]
    order = data.draw(st.permutations(ids))[:2]
    states, done = [opens(items)], []
    for _ in range(data.draw(st.integers(1, 4))):
        receipt = data.draw(receipts(ids))
        ways: dict[str, Any] = {
            "agreed_order": order if data.draw(st.booleans()) else [],
            "creditor_order": order,
            "rates": RATES if data.draw(st.booleans()) else None,
            "tolerance": RULES.bank_charge,
        }
        rule = RULES.profile[profile]
        found = allocate(items, receipt, profile, rule, **ways)
        shuffled = data.draw(st.permutations(items))
        assert allocate(shuffled, receipt, profile, rule, **ways) == found

        assert sum(line.takes.minor for line in found.lines) + found.unapplied.minor == receipt.amount.minor
        assert 0 <= found.unapplied.minor <= receipt.amount.minor
        before, items = opens(items), settled(items, found)
        after = opens(items)
        for item_id, money in before.items():
            assert money.currency == after[item_id].currency
            assert 0 <= abs(after[item_id].minor) <= abs(money.minor)
            assert after[item_id].minor * money.minor >= 0
        fallen = dict.fromkeys(CODES, 0)
        for item_id, money in before.items():
            fallen[money.currency] += money.minor - after[item_id].minor
        for line in found.lines:
            fallen[line.settles.currency] -= line.settles.minor
            if line.rate is None:
                assert line.rule == "bank_charge" or line.settles == line.takes
            else:
                assert line.takes.minor > 0
                assert line.settles.minor == line.takes.minor * line.rate.rate + line.rate.difference
        assert set(fallen.values()) == {0}
        states.append(after)
        done.append(found)
    for found in reversed(done):
        assert opens(items) == states.pop()
        assert reverse(reverse(found)) == found
        items = settled(items, reverse(found))
    assert opens(items) == states.pop()


@settings(deadline=None)
@given(
    item=books().map(lambda items: items[0]),
    profile=st.sampled_from(sorted(RULES.profile)),
    charges=st.sampled_from([None, "SHA", "OUR"]),
    named=st.sampled_from([(), (None,), (None, None), (5,)]),
    more=st.integers(-1, 1),
)
def test_a_settled_item_beside_it_changes_nothing(
    item: OwedItem, profile: str, charges: Any, named: tuple[int | None, ...], more: int
) -> None:
    """One item that is named and paid is decided at once: the full working must come to the same."""
    item = replace(item, open=Money(abs(item.open.minor), item.open.currency))
    receipt = Receipt(
        Money(item.open.minor + more or 1, item.open.currency),
        ON,
        instruction=tuple(Named(item.id, minor) for minor in named),
        references=("RE-1", "noise"),
        charges=charges,
    )
    closed = replace(item, id=99, open=Money(0, item.open.currency), references=())
    ways: dict[str, Any] = {"rates": RATES, "tolerance": RULES.bank_charge}
    alone = allocate([item], receipt, profile, RULES.profile[profile], **ways)
    assert alone == allocate([item, closed], receipt, profile, RULES.profile[profile], **ways)
    if named == (None,) and not more:
        assert (opens([item]), alone.unapplied.minor) == ({item.id: alone.lines[0].settles}, 0)


@settings(deadline=None)
@given(items=books(), amounts=st.lists(AMOUNTS, min_size=1, max_size=5), data=st.data())
def test_part_payments_in_any_order_settle_the_same_total(
    items: list[OwedItem], amounts: list[int], data: st.DataObject
) -> None:
    def settle(parts: Sequence[int]) -> int:
        now, left = items, 0
        for part in parts:
            found = allocate(
                now, Receipt(Money(part, "EUR"), ON), "oldest_first", RULES.profile["oldest_first"]
            )
            now, left = settled(now, found), left + found.unapplied.minor
        return left

    free = sum(
        max(0, item.open.minor - item.disputed_minor)
        for item in items
        if item.open.currency == "EUR" and item.recognised
    )
    wanted = max(0, sum(amounts) - free)
    assert settle(amounts) == settle(data.draw(st.permutations(amounts))) == settle([sum(amounts)]) == wanted


@given(amount=st.integers(0, 10**12), weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=9))
def test_shares_add_up_and_are_off_by_less_than_one(amount: int, weights: list[int]) -> None:
    if not any(weights):
        with pytest.raises(ValueError, match="weights"):
            shares(amount, weights)
        return
    parts = shares(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


def test_each_country_has_its_profile() -> None:
    wanted = {
        ("DE", "general"): "de_b2b", ("DE", "consumer_credit"): "de_consumer_credit", ("FR", "consumer_credit"): "fr",
        ("GB", "general"): "debtor_then_creditor_then_oldest", ("JP", "general"): "oldest_first",
    }  # fmt: skip
    assert {key: RULES.name_for(*key) for key in wanted} == wanted
    assert set(RULES.profile) == {
        "de_b2b", "de_consumer_credit", "fr", "oldest_first", "specified_only", "pro_rata",
        "debtor_then_creditor_then_oldest",
    }  # fmt: skip


TEXT = read_data("allocation.toml")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('inside = ["cost", "fee",', 'inside = ["cost", "cost",', "profile.de_b2b"),
        ('confidence = "C2"', "", "profile.de_b2b"),
        ('ties = "pro_rata"\ninside', 'ties = "lots"\ninside', "profile.de_b2b.ties"),
        ('profile = "fr"', 'profile = "fra"', "there is no profile fra"),
        ('percent = "0.2"', "percent = 0.2", "bank_charge.percent"),
        ('steps = ["debtor", "agreement", "default"]', 'steps = ["default", "debtor"]', "last step"),
        ("[house]", "[house", "TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(old: str, new: str, key: str) -> None:
    assert old in TEXT
    with pytest.raises(BadInput) as caught:
        parse_allocation_rules(TEXT.replace(old, new, 1))
    assert str(caught.value).startswith("data/allocation.toml")
    assert key in str(caught.value)
