"""People and numbers: typed in, marked, and taken in from a list."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.contacts import AddPerson, AddPoint, MarkPoint, add_person, add_point, mark_point
from collectdesk.desk.contacts_import import (
    SOURCE,
    ContactsReport,
    ImportContacts,
    import_contacts,
    refused_sentence,
)
from collectdesk.desk.dossier import dossier
from collectdesk.desk.rights import Role
from collectdesk.desk.search import find
from collectdesk.exchange.contacts import ListOptions
from collectdesk.faults import BadInput, Refused
from collectdesk.models import ContactPerson, ContactPoint, ImportRun, Journal
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain
from tests.desk.conftest import Sample

HEAD = "Customer number;Contact person;Role;Language;Phone;Mobile;E-mail;Consent date;Consent source\n"


def _facts(store: Store, act: str) -> dict[str, object]:
    with store.read() as session:
        entry = session.scalars(select(Journal).where(Journal.act == act).order_by(Journal.id.desc())).first()
        assert entry is not None
        facts: dict[str, object] = json.loads(entry.facts)
        return facts


def _people(store: Store) -> dict[str, ContactPerson]:
    with store.read() as session:
        return {person.name: person for person in session.scalars(select(ContactPerson))}


def _points(store: Store) -> dict[str, ContactPoint]:
    with store.read() as session:
        return {point.value: point for point in session.scalars(select(ContactPoint))}


def _take(
    store: Store, owner: Actor, now: datetime, tmp_path: Path, text: str, **given: object
) -> ContactsReport:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    command = ImportContacts(path=path, **given)  # type: ignore[arg-type]
    return import_contacts(store, owner, now, command)


def test_a_person_and_a_number_are_found_at_once(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    receipt = add_person(
        store,
        owner,
        now,
        AddPerson(account_id=sample.account_id, name=" Łucja  Ünal ", role="ap_manager", language="de"),
    )
    person = receipt.created["contact_person"][0]
    said = add_point(
        store, owner, now, AddPoint(account_id=sample.account_id, value="030 23125 014", person_id=person)
    ).said
    assert said == "Added +49 30 23125014"
    assert [hit.by for hit in find(store, "lucja unal")] == ["person"]
    assert [hit.by for hit in find(store, "23125014")] == ["phone"]
    assert [hit.by for hit in find(store, "+49 30 2312")] == ["phone"]
    shown = dossier(store, owner, now, sample.account_id).people
    assert [(p.name, p.role, [point.value for point in p.points]) for p in shown if p.id == person] == [
        ("Łucja Ünal", "ap_manager", ["+49 30 23125014"])
    ]
    assert "Ünal" not in json.dumps(_facts(store, "contact.add_person"), ensure_ascii=False)
    assert "23125014" not in json.dumps(_facts(store, "contact.add_point"))


def test_an_address_is_checked_and_found(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    add_point(
        store, owner, now, AddPoint(account_id=sample.account_id, kind="email", value="ap@nordwind.example")
    )
    assert [hit.by for hit in find(store, "nordwind example")] == ["address"]
    with pytest.raises(BadInput, match="is not an e-mail address"):
        add_point(
            store, owner, now, AddPoint(account_id=sample.account_id, kind="email", value="ap at nordwind")
        )
    with pytest.raises(BadInput, match=r"has ap@nordwind\.example already"):
        add_point(
            store,
            owner,
            now,
            AddPoint(account_id=sample.account_id, kind="email", value="ap@nordwind.example"),
        )


@pytest.mark.parametrize("said", ["", "call me", "+999 1", "1" * 40])
def test_what_is_no_number_is_refused(
    store: Store, owner: Actor, now: datetime, sample: Sample, said: str
) -> None:
    before = set(_points(store))
    with pytest.raises(BadInput, match="type it again"):
        add_point(store, owner, now, AddPoint(account_id=sample.account_id, value=said))
    assert set(_points(store)) == before


def test_a_number_no_plan_has_is_kept_and_said(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    said = add_point(store, owner, now, AddPoint(account_id=sample.account_id, value="+81 3 0000 0101")).said
    assert "check it" in said
    assert _points(store)["+81 3-0000-0101"].digits == "81300000101"


def test_a_name_twice_and_a_stranger_are_refused(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    with pytest.raises(BadInput, match="already"):
        add_person(store, owner, now, AddPerson(account_id=sample.account_id, name="jana krüger"))
    with pytest.raises(BadInput, match="language code"):
        add_person(store, owner, now, AddPerson(account_id=sample.account_id, name="A", language="klingon!"))
    with pytest.raises(BadInput, match="does not belong"):
        add_point(
            store, owner, now, AddPoint(account_id=sample.account_id, value="+49 30 23125 015", person_id=99)
        )
    with pytest.raises(BadInput, match="does not belong"):
        mark_point(
            store, owner, now, MarkPoint(account_id=sample.account_id, contact_point_id=99, state="dead")
        )


def test_a_number_is_marked_on_record(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    mark_point(
        store,
        owner,
        now,
        MarkPoint(account_id=sample.account_id, contact_point_id=sample.phone_id, state="dead"),
    )
    with store.read() as session:
        assert session.get_one(ContactPoint, sample.phone_id).state == "dead"
        assert verify_chain(session).intact
    changed = _facts(store, "contact.mark_point")["changed"]
    assert changed == [["contact_point", sample.phone_id, {"state": ["verified", "dead"]}]]


def test_a_list_adds_and_fills_but_never_overwrites(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    text = HEAD + (
        "100234;Jana Krüger;Finanzleitung;en;+49 40 5550 0114;0152 28817386;jana@nordwind.example;02.11.2026;form\n"
        "100234;鈴木 一郎;owner;ja;;;;;\n"
    )
    report = _take(store, owner, now, tmp_path, text)
    assert (report.rows, report.people_created, report.people_updated, report.points_created) == (2, 1, 0, 2)
    assert report.written
    assert report.rejected == []
    jana = _people(store)["Jana Krüger"]
    assert (jana.role, jana.language, jana.source) == ("ap_clerk", "de", "test")
    assert _people(store)["鈴木 一郎"].role == "owner"
    mobile = _points(store)["+49 1522 8817386"]
    assert (mobile.person_id, mobile.use, mobile.state) == (sample.person_id, "mobile", "unverified")
    assert (mobile.consent_on, mobile.consent_source, mobile.source) == (date(2026, 11, 2), "form", SOURCE)
    assert [hit.by for hit in find(store, "一郎")] == ["person"]
    again = _take(store, owner, now, tmp_path, text)
    assert (again.people_created, again.people_updated, again.points_created, again.unchanged) == (0, 0, 0, 2)
    facts = _facts(store, "import.contacts")
    assert (facts["rows"], facts["people"], facts["points"]) == (2, 0, 0)


def test_a_list_is_taken_whole_or_not_at_all(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    text = HEAD + (
        "100234;Ada Sample;owner;en;+49 30 23125 001;;;;\n"
        "999999;Nobody;;;;;;;\n"
        "100234;Bea Sample;;;not a number;;;;\n"
        ";Cid Sample;;;;;;;\n"
        "100234;Dee Sample;;;;;dee at home;;\n"
    )
    report = _take(store, owner, now, tmp_path, text)
    assert not report.written
    assert [line for line, _reason in report.rejected] == [3, 4, 5, 6]
    assert "no customer 999999" in report.rejected[0].reason
    assert "4 lines cannot be used, the first is line 3" in refused_sentence(report)
    assert set(_people(store)) == {"Jana Krüger"}
    with store.read() as session:
        assert session.scalars(select(ImportRun).where(ImportRun.kind == "contacts")).all() == []
    kept = _take(store, owner, now, tmp_path, text, keep_good=True)
    assert kept.written
    assert set(_people(store)) == {"Jana Krüger", "Ada Sample"}


def test_a_dry_run_writes_nothing(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    report = _take(store, owner, now, tmp_path, HEAD + "100234;Ada Sample;;;;;;;\n", dry_run=True)
    assert (report.people_created, report.written) == (1, False)
    assert set(_people(store)) == {"Jana Krüger"}


def test_only_a_lead_takes_in_a_list(store: Store, now: datetime, sample: Sample, tmp_path: Path) -> None:
    collector = Actor(1, "C", frozenset({Role.COLLECTOR}))
    with pytest.raises(Refused):
        _take(store, collector, now, tmp_path, HEAD + "100234;Ada Sample;;;;;;;\n")
    assert set(_people(store)) == {"Jana Krüger"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Colour;Shape\nred;round\n", "needs a column with customer numbers"),
        (HEAD, "no lines"),
        ("", "empty"),
        ("BEGIN:VCARD\nVERSION:4.0\nFN:Ada Sample\nEND:VCARD\n", "vCards"),
        ('Customer number,Name\n100234,"Ada\n', "quotation marks"),
        ("\x00\x01\x02" * 50, "neither"),
    ],
)
def test_a_list_that_cannot_be_used_gets_one_sentence(
    store: Store, owner: Actor, now: datetime, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        _take(store, owner, now, tmp_path, text)


def test_a_list_that_is_no_file_gets_one_sentence(
    store: Store, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "gone.csv", "there is no file")):
        with pytest.raises(BadInput, match=said):
            import_contacts(store, owner, now, ImportContacts(path=path))


def test_hostile_text_stays_text(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    hostile = "[@click=app.quit]x[/] =cmd|' /C calc'!A0"
    report = _take(store, owner, now, tmp_path, HEAD + f'100234;"{hostile}";;;;;;;\n')
    assert report.people_created == 1
    assert hostile in _people(store)


def test_a_heading_can_be_named(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    options = ListOptions(mapping={"Who": "name", "Cust": "number"})
    report = _take(store, owner, now, tmp_path, "Cust,Who\n100234,Ada Sample\n", options=options)
    assert report.people_created == 1
    with pytest.raises(BadInput, match="is no field"):
        _take(store, owner, now, tmp_path, "a,b\n1,2\n", options=ListOptions(mapping={"a": "colour"}))
