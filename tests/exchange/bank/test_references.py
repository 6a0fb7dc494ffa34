"""References and accounts by their check digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.exchange.bank.references import account_number, creditor_reference, is_iban, meant, remainder


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("GB82WEST12345698765432", 1),
        ("DE89370400440532013000", 1),
        ("FR1420041010050500013M02606", 1),
        ("DE89370400440532013001", 28),
    ],
)
def test_remainders(written: str, left: int) -> None:
    """The worked cases of the IBAN check."""
    assert remainder(written) == left
    assert is_iban(written) is (left == 1)


@pytest.mark.parametrize(
    ("written", "compact"),
    [
        ("gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("DE89370400440532013000EUR", "DE89370400440532013000"),
        ("20090500/0006853030", "20090500/0006853030"),
        ("", ""),
    ],
)
def test_accounts_are_compared_without_blanks_or_currency(written: str, compact: str) -> None:
    assert account_number(written) == compact


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("RF18539007547034",), "RF18539007547034"),
        (("Payment RF18 5390 0754 7034 thank you",), "RF18539007547034"),
        (("rf18 5390 0754 7034",), "RF18539007547034"),
        (("first", "RF18539007547034.", "other"), "RF18539007547034"),
        (("RF19539007547034",), ""),
        (("XRF18539007547034",), ""),
        (("RF18539007547034X",), ""),
        (("RF18 5390 0754",), ""),
        (("",), ""),
    ],
)
def test_creditor_references(texts: tuple[str, ...], found: str) -> None:
    assert creditor_reference(*texts) == found


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=21))
def test_every_right_reference_is_found_compact_and_in_groups(body: str) -> None:
    check = 98 - remainder(f"RF00{body}")
    reference = f"RF{check:02d}{body}"
    groups = " ".join(reference[place : place + 4] for place in range(0, len(reference), 4))
    assert creditor_reference(f"for {reference}, with thanks") == reference
    assert creditor_reference(f"for {groups}, with thanks") == reference
    wrong = f"RF{(check % 97) + 1:02d}{body}"
    assert (creditor_reference(wrong) == "") is (remainder(wrong) != 1)


@pytest.mark.parametrize(
    "word", ["NONREF", "nonref", "NOTPROVIDED", "NOT PROVIDED", "EREF", "KREF+", "-", ""]
)
def test_words_for_nothing(word: str) -> None:
    assert meant(word) == ""
    assert meant("E2E-1") == "E2E-1"
