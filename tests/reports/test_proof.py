"""An exported report proves itself: whatever single thing is changed in it is found and named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.reports.export import ShiftExport, export_json, export_of, lines_of, parse_export, prove
from collectdesk.reports.log import Flaw, check_log, make_log
from collectdesk.reports.shift import Entry, shift_report
from collectdesk.store.journal import START, canonical, entry_hash

START_OF_DAY = datetime(2026, 11, 23, 23, tzinfo=UTC)
END_OF_DAY = START_OF_DAY + timedelta(days=1)
COUNT = 14


@dataclass
class Row:
    """A row of the journal."""

    id: int
    request_id: str
    at: datetime
    actor_id: int
    act: str
    account_id: int | None
    refused: bool
    facts: str
    previous: str
    hash: str = ""


def said_by(n: int) -> tuple[str, dict[str, Any]]:
    """The act and the facts of the nth entry."""
    facts: dict[str, Any] = {
        "result": "PTP", "flags": "ACRV", "direction": "out", "channel": "call", "seconds": 60 * n,
        "zone": "Asia/Tokyo" if n % 2 else None,
    }  # fmt: skip
    if n % 3 == 0:
        facts |= {"promise": n, "promised_on": "2026-11-30", "amount": ["JPY" if n % 2 else "EUR", 1000 * n]}
    if n == 2:
        return "account.skip", {"why": "document"}
    if n == 4:
        return "payments.received", {"of": 1, "received": [["EUR", 2, 12345], ["JPY", 1, 700]]}
    if n == 5:
        return "follow_up.plan", {"actions": [[9, "callback", "2026-11-25T00:15:00Z", "Asia/Tokyo"]]}
    if n == 7:
        return "plan.make", {"plan": 3, "approval": 4, "needs": "lead", "expires_on": "2026-11-30"}
    if n in (9, 10):
        return "day.figures", {
            "of": 2 - n % 2,
            "day": "2026-11-24",
            "planned": [101, 102, 150 + n],
            "top": [[101, 70], [150 + n, 65]],
            "overdue": [["EUR", "d1_30", 2, 5000], ["EUR", "d91_plus", 1, 7000 + n]],
            "before": [["EUR", "d1_30", 2, 4000]],
            "moved": [["EUR", "new", 1500], ["EUR", "rolled", 7000]],
            "due": [["EUR", "next", 3, 99900]],
            "open": [[20 + n, 101, "answer", "2026-11-23T08:00:00Z", None]],
            "asks": [[30 + n, 101, "manager", "2026-12-01"]],
        }
    if n == 11:
        return "shift.mark", {"mark": "begin"}
    if n == 13:
        return "act.undo", {"undone": 43, "act": "call.log"}
    if n == 14:
        return "learning.log", {"of": 1, "kind": "review", "topic": "silence"}
    return "call.log", facts


def rows() -> list[Row]:
    """Two collectors in turn, an entry of every kind that a block reads, a refusal, and an undo of entry 3."""
    made: list[Row] = []
    for n in range(1, COUNT + 1):
        act, facts = said_by(n)
        refused = n == 8
        made.append(
            Row(n + 40, f"r{n}", START_OF_DAY + timedelta(hours=1, minutes=n), 1 + (n + 1) % 2, act, 100 + n,
                refused, canonical({"rule": "rights"} if refused else facts), made[-1].hash if made else START)
        )  # fmt: skip
        made[-1].hash = entry_hash(made[-1])
    return made


def export(actor_id: int | None) -> ShiftExport:
    """The export of one collector, or of all."""
    found = rows()
    of = {row.id: json.loads(row.facts).get("of") for row in found}
    mine = [row for row in found if actor_id in (None, row.actor_id, of[row.id])]
    shown = {row.id for row in mine}
    between = [row for row in found if min(shown) <= row.id <= max(shown)]
    entries = [
        Entry(r.id, r.at, r.actor_id, r.act, r.account_id, r.refused, json.loads(r.facts)) for r in mine
    ]
    people = None if actor_id is None else (actor_id,)
    report = shift_report(entries, START_OF_DAY, END_OF_DAY, "Asha", people, "Europe/Berlin")
    return export_of(
        report, make_log(lines_of(between, lambda row: row.id in shown), people), {101: "000101"}
    )


def judged(tree: dict[str, Any], sealed: bool) -> Sequence[Flaw]:
    """The flaws of a changed export; with `sealed` the forger has renewed the seal, so it gives nothing away."""
    text = json.dumps(tree)
    found = parse_export(text, "report.json")
    if sealed:
        tree["seal"] = export_of_seal(found)
        found = parse_export(json.dumps(tree), "report.json")
    return prove(found).flaws


def export_of_seal(found: ShiftExport) -> str:
    """The seal that the changed export would carry."""
    from collectdesk.reports.export import seal_of

    return seal_of(found)


@pytest.mark.parametrize("actor_id", [None, 1, 2])
def test_the_true_report_is_accepted(actor_id: int | None) -> None:
    proof = prove(parse_export(export_json(export(actor_id)), "report.json"))
    assert proof.flaws == ()
    assert proof.entries + proof.links == (COUNT if actor_id != 2 else COUNT - 1)
    assert proof.rows > 20
    assert (proof.links > 0) == (actor_id is not None)


def test_a_link_tells_nothing_of_what_was_done() -> None:
    log = json.loads(export_json(export(1)))["log"]
    links = [line for line in log["lines"] if line["facts"] is None]
    assert links
    for link in links:
        assert {key for key, value in link.items() if value is not None} == {"id", "previous", "hash"}


@given(
    actor_id=st.sampled_from([None, 1, 2]),
    how=st.sampled_from(["drop", "double", "swap", "hide"]),
    data=st.data(),
)
def test_a_line_dropped_doubled_moved_or_hidden_is_named(actor_id: int | None, how: str, data: Any) -> None:
    tree = json.loads(export_json(export(actor_id)))
    lines = tree["log"]["lines"]
    at = data.draw(st.integers(0, len(lines) - (2 if how == "swap" else 1)))
    named = {lines[at]["id"]}
    if how == "drop":
        del lines[at]
    elif how == "double":
        lines.insert(data.draw(st.integers(0, len(lines))), dict(lines[at]))
    elif how == "swap":
        named.add(lines[at + 1]["id"])
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    else:
        if lines[at]["facts"] is None:
            return
        lines[at] = {key: lines[at][key] for key in ("id", "previous", "hash")}
    assert named & {flaw.entry for flaw in judged(tree, sealed=True)}


@given(actor_id=st.sampled_from([None, 1, 2]), data=st.data())
def test_a_line_changed_in_any_field_is_named(actor_id: int | None, data: Any) -> None:
    tree = json.loads(export_json(export(actor_id)))
    line = data.draw(st.sampled_from([one for one in tree["log"]["lines"] if one["facts"] is not None]))
    field = data.draw(st.sampled_from(sorted(set(line) - {"id"})))
    value, number = line[field], line["id"]
    if isinstance(value, bool):
        line[field] = not value
    elif isinstance(value, int):
        line[field] = value + data.draw(st.integers(1, 9))
    else:
        line[field] = data.draw(st.text(max_size=80).filter(lambda text: text != value))
    # Also with a new hash of its own the line does not fit the next, or what the log says of its end.
    assert {number, number + 1} & {flaw.entry for flaw in judged(tree, sealed=True)}


@given(actor_id=st.sampled_from([None, 1, 2]), data=st.data())
def test_a_figure_changed_is_named(actor_id: int | None, data: Any) -> None:
    tree = json.loads(export_json(export(actor_id)))
    name = data.draw(st.sampled_from(sorted(tree["figures"])))
    one = tree["figures"][name]
    how = data.draw(st.sampled_from(["value", "entries", "gone"]))
    if how == "gone":
        del tree["figures"][name]
    elif how == "entries":
        one["entries"] = [*one["entries"], 41 + data.draw(st.integers(0, COUNT))]
    elif isinstance(one["value"], int):
        one["value"] += data.draw(st.integers(-5, 5).filter(bool))
    else:
        one["value"] = data.draw(st.sampled_from(["1", "-0.01", "NaN", "x", one["value"] + "0"]))
    assert name in {flaw.figure for flaw in judged(tree, sealed=True)}


@pytest.mark.parametrize(
    ("key", "value"), [("to", "2026-11-25T23:00:00Z"), ("collector", "Ben"), ("from", "x")]
)
def test_the_period_and_the_name_are_under_the_seal(key: str, value: str) -> None:
    tree = json.loads(export_json(export(1)))
    tree[key] = value
    assert "seal" in {flaw.what for flaw in judged(tree, sealed=False)}


@given(actor_id=st.sampled_from([None, 1, 2]), data=st.data())
def test_a_row_changed_in_any_way_is_named(actor_id: int | None, data: Any) -> None:
    tree = json.loads(export_json(export(actor_id)))
    block = data.draw(st.sampled_from([one for one in tree["blocks"] if one["rows"]]))
    row = data.draw(st.sampled_from(block["rows"]))
    key = row["key"]
    how = data.draw(st.sampled_from(["cell", "entries", "gone", "double", "key"]))
    figure = None
    if how == "cell":
        at = data.draw(st.integers(0, len(row["cells"]) - 1))
        figure, old = block["columns"][at], row["cells"][at]
        new = st.one_of(st.integers(), st.none(), st.text(max_size=9), st.just(f"{old}0"))
        row["cells"][at] = data.draw(new.filter(lambda one: one != old))
    elif how == "entries":
        row["entries"] = [*row["entries"], 41]
    elif how == "gone":
        block["rows"].remove(row)
    elif how == "double":
        block["rows"].append(row)
    else:
        row["key"] = f"{key}x"
    flaws = judged(tree, sealed=True)
    assert (block["key"], key) in {(flaw.block, flaw.row) for flaw in flaws}
    assert figure is None or figure in {flaw.figure for flaw in flaws}


def test_a_block_left_out_or_of_another_zone_is_named() -> None:
    tree = json.loads(export_json(export(1)))
    tree["blocks"] = [one for one in tree["blocks"] if one["key"] != "portfolio"]
    tree["zone"] = "America/New_York"
    flaws = judged(tree, sealed=True)
    assert ("absent", "portfolio") in {(flaw.what, flaw.block) for flaw in flaws}
    assert "by_hour" in {flaw.block for flaw in flaws}
    tree["zone"] = "Nowhere/Land"
    assert "unreadable" in {flaw.what for flaw in judged(tree, sealed=True)}


def test_a_report_of_everybody_has_links_only_before_later_undos() -> None:
    found = rows()
    log = make_log(lines_of(found[:13], lambda row: row.id not in (51, 52)), None)
    assert check_log(log) == []
    log = make_log(lines_of(found, lambda row: row.id not in (51, 52)), None)
    assert [(flaw.what, flaw.entry) for flaw in check_log(log)] == [("hidden", 51), ("hidden", 52)]
