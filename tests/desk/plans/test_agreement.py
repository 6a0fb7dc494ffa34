"""The agreement of a stored plan: in the customer's language, kept whole and counted; the copy that came back."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.plans import agreement as agreements
from collectdesk.desk.plans.agreeing import (
    AcceptPlan,
    CancelPlan,
    MakePlan,
    accept_plan,
    cancel_plan,
    make_plan,
)
from collectdesk.desk.plans.agreement import (
    AttachCopy,
    AttachmentOnRecord,
    MakeAgreement,
    agreement_of,
    attach_copy,
    documents_of,
    make_agreement,
    media_type_of,
    points_for_review,
)
from collectdesk.desk.rights import Role
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput, Refused, StoreUnusable
from collectdesk.models import Attachment, ContactPerson, FxRate, Journal, Party, PaymentPlan
from collectdesk.money import Money
from collectdesk.store import Store
from tests.campaign import some
from tests.desk.conftest import Sample
from tests.desk.owing import Due, owing

A_PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
A_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30
A_JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 30


@dataclass(frozen=True)
class Planned:
    """A plan that is offered."""

    plan_id: int
    account_id: int


def _plan_of(store: Store, owner: Actor, now: datetime, account_id: int, **changed: object) -> Planned:
    told: dict[str, object] = {
        "account_id": account_id, "currency": "EUR", "down_minor": 26000, "number": 2,
        "first_on": date(2026, 12, 25),
    }  # fmt: skip
    made = make_plan(store, owner, now, MakePlan.model_validate(told | changed))
    with store.read() as session:
        (plan_id,) = session.scalars(select(PaymentPlan.id).where(PaymentPlan.account_id == account_id)).all()
    assert made.created["payment_plan"] == [plan_id]
    return Planned(plan_id, account_id)


@pytest.fixture
def planned(store: Store, owner: Actor, now: datetime, sample: Sample) -> Planned:
    return _plan_of(store, owner, now, sample.account_id)


def _documents(store: Store, plan_id: int) -> list[AttachmentOnRecord]:
    with store.read() as session:
        return list(documents_of(session, plan_id))


def _text(store: Store, plan_id: int) -> str:
    newest = next(one for one in _documents(store, plan_id) if one.media_type == "text/plain")
    return agreement_of(store, newest.id).decode().replace("\u00a0", " ")


def _pdf(store: Store, plan_id: int) -> str:
    newest = next(one for one in _documents(store, plan_id) if one.media_type == "application/pdf")
    pages = PdfReader(io.BytesIO(agreement_of(store, newest.id))).pages
    return "".join(page.extract_text() for page in pages).replace("\u00a0", " ").replace("\n", "")


def _journal(store: Store, act: str) -> list[dict[str, object]]:
    with store.read() as session:
        return [json.loads(one) for one in session.scalars(select(Journal.facts).where(Journal.act == act))]


def test_a_german_business_gets_its_agreement_in_german(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    receipt = make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    assert receipt.said.startswith("Agreement 1 written in German; have ")
    text, pdf = _text(store, planned.plan_id), _pdf(store, planned.plan_id)
    for said in (
        "Nordwind Handels GmbH", "100234", f"100234/{planned.plan_id}", "1.300,00 EUR", "260,00 EUR", "520,00 EUR",
        "24. November 2026", "28. Dezember 2026", "Hamburg", "5 Geschäftstagen", "Überweisung",
    ):  # fmt: skip
        assert said in " ".join(text.split()), said
        assert said.replace(" ", "") in pdf.replace(" ", ""), said
    assert "Verschobenvom25.Dezember2026(ErsterWeihnachtstag)" in pdf.replace(" ", "")
    assert "________" in text
    assert "Überprüfung dieses Plans" not in text


def test_the_journal_holds_ids_and_digests_and_no_name(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    receipt = make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    (facts,) = _journal(store, "plan.agreement")
    kept = sorted(_documents(store, planned.plan_id), key=lambda one: one.id)
    assert receipt.created == {"attachment": [one.id for one in kept]}
    assert facts["documents"] == [[one.id, one.media_type, one.sha256] for one in kept]
    assert (facts["plan"], facts["version"], facts["language"]) == (planned.plan_id, 1, "de_DE")
    for one in kept:
        content = agreement_of(store, one.id)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one.sha256, one.size)
        assert (one.kind, one.version, one.language) == ("agreement", 1, "de_DE")
    assert "Nordwind" not in json.dumps(facts)


def test_versions_are_counted_and_the_same_request_acts_once(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    first = MakeAgreement(plan_id=planned.plan_id)
    made = make_agreement(store, owner, now, first)
    again = make_agreement(store, owner, now, first)
    assert (again.repeated, again.created) == (True, made.created)
    make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id, language="en"))
    assert [(one.version, one.language) for one in _documents(store, planned.plan_id)] == [
        (2, "en_001"), (2, "en_001"), (1, "de_DE"), (1, "de_DE"),
    ]  # fmt: skip
    assert "version 2" in _text(store, planned.plan_id)


def test_an_agreement_is_taken_back_and_its_number_not_used_again(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    made = make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    undo(store, owner, now, UndoAct(journal_id=made.journal_id))
    assert _documents(store, planned.plan_id) == []
    with pytest.raises(BadInput, match="no document"):
        agreement_of(store, made.created["attachment"][0])
    make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    assert {one.version for one in _documents(store, planned.plan_id)} == {2}


@pytest.mark.parametrize(
    ("person", "party", "country", "asked", "locale"),
    [
        ("ja", "de", "DE", None, "ja"),
        (None, "ja", "DE", None, "ja"),
        ("el", None, "DE", None, "de_DE"),
        (None, None, "AT", None, "de_AT"),
        (None, None, "CH", None, "de_CH"),
        (None, None, "FR", None, "fr_FR"),
        (None, None, "US", None, "en_US"),
        (None, None, None, None, "en_001"),
        ("ja", "ja", "JP", "de", "de"),
        ("de", None, "JP", "en-GB", "en_GB"),
    ],
)
def test_whose_language_it_is(
    sqlite_desk: Store, now: datetime, person: str | None, party: str | None, country: str | None,
    asked: str | None, locale: str,
) -> None:  # fmt: skip
    from collectdesk.desk.book import find_actor
    from collectdesk.desk.plans.agreement_fields import reader_of

    store = sqlite_desk
    owner = find_actor(store, None)
    account_id = owing(store, now, Due("1", "900", "EUR", date(2026, 10, 1)), creditor="DE", customer=country)
    with store.write() as session:
        row = session.scalars(select(Party)).one()
        row.language = party
        human = ContactPerson(party_id=row.id, name="A", language=person, source="test")
        session.add(human)
        session.flush()
        person_id = human.id
    plan = _plan_of(store, owner, now, account_id, person_id=person_id)
    with store.read() as session:
        assert str(reader_of(session, session.get_one(PaymentPlan, plan.plan_id), asked).locale) == locale


@pytest.fixture
def sqlite_desk(sqlite_store: Store, now: datetime) -> Store:
    from collectdesk.desk.book import set_up

    set_up(sqlite_store, now, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test desk")
    return sqlite_store


@pytest.mark.parametrize(
    ("language", "country", "title", "advice"),
    [
        ("en", "GB", "Payment plan agreement", "Free and independent debt advice"),
        ("de", "DE", "Ratenzahlungsvereinbarung", "unabhängige Schuldnerberatung"),
        ("ja", "JP", "債務承認および分割弁済契約書", "中立的な相談窓口"),
    ],
)
@pytest.mark.parametrize("amount", some([("90.123", "KWD"), ("900000", "JPY"), ("900", "EUR")], 3))
def test_a_consumer_in_each_language_and_currency(
    sqlite_desk: Store, now: datetime, language: str, country: str, title: str, advice: str, amount: tuple[str, str]
) -> None:  # fmt: skip
    from collectdesk.desk.book import find_actor
    from collectdesk.messages.formats import reader

    store, owner = sqlite_desk, find_actor(sqlite_desk, None)
    account_id = owing(
        store, now, Due("R-1", amount[0], amount[1], date(2026, 10, 1)), creditor="DE", customer=country,
        party_type="consumer",
    )  # fmt: skip
    total = Money.of(*amount)
    with store.write() as session:
        session.add(FxRate(currency="KWD", rate_on=date(2026, 11, 20), quoted="0.3573", source="test"))
    plan = _plan_of(store, owner, now, account_id, currency=amount[1], down_minor=total.minor // 4)
    make_agreement(store, owner, now, MakeAgreement(plan_id=plan.plan_id, language=language))
    text = _text(store, plan.plan_id)
    joined = "".join(line.removeprefix("| ") for line in text.splitlines())
    assert text.startswith(title)
    assert advice.replace(" ", "") in joined.replace(" ", "")
    to = reader(language, country)
    for money in (total, Money(total.minor // 4, amount[1])):
        assert to.money(money).replace("\u00a0", " ") in text
    assert title in _pdf(store, plan.plan_id)


@pytest.mark.parametrize(
    "name",
    ["{{ ''.__class__ }}", "{% raw %}", "<script>&amp;", "A\x1b[31m\u202eB\n@title\nX", "%(total)s 100%"],
)
def test_a_hostile_name_stays_text(sqlite_desk: Store, now: datetime, sample_of: Sample, name: str) -> None:
    from collectdesk.desk.book import find_actor
    from collectdesk.messages.values import cleaned

    store, owner = sqlite_desk, find_actor(sqlite_desk, None)
    with store.write() as session:
        session.scalars(select(Party)).one().name = name
    plan = _plan_of(store, owner, now, sample_of.account_id)
    make_agreement(store, owner, now, MakeAgreement(plan_id=plan.plan_id))
    text = _text(store, plan.plan_id)
    assert cleaned(name) in text
    assert not set(text) & set("\x1b\u202e")
    assert text.startswith("Ratenzahlungsvereinbarung\n===")
    assert cleaned(name).replace(" ", "") in _pdf(store, plan.plan_id).replace(" ", "")


@pytest.fixture
def sample_of(sqlite_desk: Store, now: datetime) -> Sample:
    account_id = owing(
        sqlite_desk, now, Due("4655", "1300", "EUR", date(2026, 10, 1)), creditor="DE", customer="DE"
    )
    return Sample(account_id, 0, 0, ())


def test_interest_is_written_as_it_was_agreed(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    from decimal import Decimal

    plan = _plan_of(store, owner, now, sample.account_id, charging="each", per_cent=Decimal("9.5"))
    with store.read() as session:
        interest = session.get_one(PaymentPlan, plan.plan_id).interest_minor
    assert interest > 0
    make_agreement(store, owner, now, MakeAgreement(plan_id=plan.plan_id))
    text = _text(store, plan.plan_id)
    assert "jährlich 9,5 %" in text
    assert f"{interest // 100},{interest % 100:02} EUR" in text


def test_only_a_plan_that_is_offered_or_runs_is_written(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    accept_plan(store, owner, now, AcceptPlan(plan_id=planned.plan_id))
    make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    cancel_plan(store, owner, now, CancelPlan(plan_id=planned.plan_id, reason="moved"))
    with pytest.raises(BadInput, match="offered or runs"):
        make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    with pytest.raises(BadInput, match="no plan with the id 999"):
        make_agreement(store, owner, now, MakeAgreement(plan_id=999))
    assert len(_documents(store, planned.plan_id)) == 2


def test_a_language_without_a_catalogue_is_refused(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    for language in ("el", "klingonisch"):
        with pytest.raises(BadInput, match=f"cannot be written in {language}; use one of ar, da, de"):
            make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id, language=language))
    assert _documents(store, planned.plan_id) == []


def test_a_plan_that_changes_while_it_is_drawn_is_not_kept(
    store: Store, owner: Actor, now: datetime, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectdesk.messages import pdf

    drawn = pdf.as_pdf

    def meanwhile(document: object, at: datetime) -> bytes:
        with store.write() as session:
            session.get_one(PaymentPlan, planned.plan_id).method = "cash"
        return drawn(document, at)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "as_pdf", meanwhile)
    with pytest.raises(BadInput, match="changed while its agreement was written"):
        make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    assert _documents(store, planned.plan_id) == []


def test_who_may_not_work_writes_none(store: Store, owner: Actor, now: datetime, planned: Planned) -> None:
    stranger = Actor(owner.id, "Admin", frozenset({Role.ADMIN}))
    with pytest.raises(Refused):
        make_agreement(store, stranger, now, MakeAgreement(plan_id=planned.plan_id))
    with pytest.raises(Refused):
        attach_copy(store, stranger, now, AttachCopy(plan_id=planned.plan_id, name="a.pdf", content=A_PDF))
    assert _documents(store, planned.plan_id) == []


def test_a_signed_copy_is_kept_as_what_it_is(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    for content in (A_PDF, A_PNG, A_JPEG):
        attach_copy(
            store, owner, now,
            AttachCopy(plan_id=planned.plan_id, name="C:\\scans\\..\\Nordwind signed.exe", content=content),
        )  # fmt: skip
    kept = _documents(store, planned.plan_id)
    assert [(one.version, one.media_type) for one in kept] == [
        (3, "image/jpeg"), (2, "image/png"), (1, "application/pdf"),
    ]  # fmt: skip
    assert {(one.kind, one.name) for one in kept} == {("signed_copy", "Nordwind signed.exe")}
    assert agreement_of(store, kept[2].id) == A_PDF
    assert "Nordwind" not in json.dumps(_journal(store, "plan.attach_copy"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no PDF, PNG or JPEG"),
        (b"MZ\x90\x00", "no PDF, PNG or JPEG"),
        (b"<html>%PDF-1.4 %%EOF", "no PDF, PNG or JPEG"),
        (b"%PDF-1.4 cut off", "no PDF, PNG or JPEG"),
        (b"\xff\xd8\xff" + b"\x00" * (20 * 1024 * 1024), "larger than 20 MB"),
    ],
    ids=["empty", "program", "page", "cut off", "too large"],
)
def test_what_is_no_signed_copy_is_not_kept(
    store: Store, owner: Actor, now: datetime, planned: Planned, content: bytes, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        attach_copy(store, owner, now, AttachCopy(plan_id=planned.plan_id, name="a.pdf", content=content))
    assert _documents(store, planned.plan_id) == []


def test_a_copy_needs_its_plan_and_gets_a_name(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    with pytest.raises(BadInput, match="no plan with the id 999"):
        attach_copy(store, owner, now, AttachCopy(plan_id=999, name="a", content=A_PDF))
    attach_copy(store, owner, now, AttachCopy(plan_id=planned.plan_id, name="../..", content=A_PDF))
    (kept,) = _documents(store, planned.plan_id)
    assert kept.name == f"plan-{planned.plan_id}-signed-1"


def test_content_that_was_changed_is_not_given_out(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    made = attach_copy(store, owner, now, AttachCopy(plan_id=planned.plan_id, name="a", content=A_PDF))
    (attachment,) = made.created["attachment"]
    with store.write() as session:
        session.get_one(Attachment, attachment).content = A_PDF + b" "
    with pytest.raises(StoreUnusable, match="restore the book"):
        agreement_of(store, attachment)


def test_what_depends_on_law_is_flagged() -> None:
    topics = {one.topic for one in points_for_review()}
    assert {"acknowledgement", "interest", "governing law and venue", "consumer credit"} <= topics
    assert media_type_of(A_PDF) == agreements.PDF


def test_the_shell_writes_the_file_and_keeps_the_copy(
    sqlite_desk: Store, now: datetime, sample_of: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    import typer

    from collectdesk.cli.plan_letter import add_to
    from collectdesk.desk.book import find_actor

    owner = find_actor(sqlite_desk, None)
    plan = _plan_of(sqlite_desk, owner, now, sample_of.account_id)
    monkeypatch.setenv("COLLECTDESK_DATABASE", str(tmp_path / "book.db"))
    monkeypatch.delenv("COLLECTDESK_USER", raising=False)
    group = typer.Typer()
    add_to(group)
    command = typer.main.get_command(group)

    def run(*arguments: str) -> str:
        assert command.main(list(arguments), standalone_mode=False) == 0
        return capsys.readouterr().out

    to = tmp_path / "a.pdf"
    said = json.loads(run("letter", str(plan.plan_id), "-o", str(to), "--json"))
    assert to.read_bytes() == agreement_of(sqlite_desk, said["attachments"][0])
    assert {one["topic"] for one in said["review"]} == {one.topic for one in points_for_review()}
    text = tmp_path / "a.txt"
    assert "Agreement 2 written in Japanese" in run(
        "letter", str(plan.plan_id), "-o", str(text), "--language", "ja"
    )
    assert text.read_text(encoding="utf-8").startswith("債務承認および分割弁済契約書")
    assert "Signed copy 1 kept" in run("attach", str(plan.plan_id), str(to))
    assert len(_documents(sqlite_desk, plan.plan_id)) == 5
    with pytest.raises(BadInput, match="there is no folder"):
        run("letter", str(plan.plan_id), "-o", str(tmp_path / "missing" / "a.pdf"))
    with pytest.raises(BadInput, match="cannot be read"):
        run("attach", str(plan.plan_id), str(tmp_path / "missing.pdf"))
    assert len(_documents(sqlite_desk, plan.plan_id)) == 5


@pytest.mark.parametrize(
    ("bearer", "said"),
    [
        ("creditor", "den Unterschied trägt der Gläubiger"),
        ("customer", "Eine Zahlung zählt mit dem Kurs des Tages, an dem sie eingeht"),
    ],
)
def test_the_other_currency_its_rate_and_who_bears_it_stand_in_the_letter(
    store: Store, owner: Actor, now: datetime, sample: Sample, bearer: str, said: str
) -> None:
    with store.write() as session:
        session.add(FxRate(currency="TRY", rate_on=date(2026, 11, 23), quoted="48.1234", source="ECB"))
    planned = _plan_of(store, owner, now, sample.account_id, paid_in="TRY", bearer=bearer)
    make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    text, pdf = _text(store, planned.plan_id), _pdf(store, planned.plan_id)
    # 260.00 x 48.1234 = 12,512.084; 520.00 x 48.1234 = 25,024.168.
    for told in (
        "können stattdessen in TRY geleistet werden", "vom 23. November 2026 (ECB)", "EUR 1 = TRY 48,1234", said,
        "Die Schuld bleibt in EUR", "12.512,08 TRY", "25.024,17 TRY", "520,00 EUR",
    ):  # fmt: skip
        assert told in " ".join(text.split()), told
        assert told.replace(" ", "") in pdf.replace(" ", ""), told


def test_without_another_currency_the_letter_says_nothing_of_one(
    store: Store, owner: Actor, now: datetime, planned: Planned
) -> None:
    make_agreement(store, owner, now, MakeAgreement(plan_id=planned.plan_id))
    text = _text(store, planned.plan_id)
    assert "Die Schuld bleibt" not in text
    assert "Kurs" not in text
