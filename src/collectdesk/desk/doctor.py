"""Looking at a book: what it holds and what should be mended."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from collectdesk.desk.day import day_is_current
from collectdesk.i18n import _
from collectdesk.models import Account, Journal, OpenItem, RerankDue
from collectdesk.store import Store
from collectdesk.store.book import schema_version
from collectdesk.store.journal import verify_chain


@dataclass(frozen=True, slots=True)
class Examination:
    """Counts, and a sentence for everything that should be mended."""

    engine: str
    schema_version: str
    accounts: int
    open_items: int
    journal_entries: int
    stale_places: int
    findings: tuple[str, ...]


def examine(store: Store, now: datetime) -> Examination:
    """Look at a book as of now; changes nothing."""
    findings = []
    with store.read() as session:
        chain = verify_chain(session)
        accounts, open_items, journal_entries, stale_places = (
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Account, OpenItem, Journal, RerankDue)
        )
        if store.dialect == "sqlite":
            checked = session.execute(text("PRAGMA quick_check")).scalar()
            if checked != "ok":
                findings.append(
                    _("the file is damaged: {said}; restore a backup").format(said=str(checked)[:200])
                )
    if not chain.intact:
        findings.append(
            _("the journal breaks at entry {id}: {reason}").format(id=chain.broken_at, reason=chain.reason)
        )
    if not day_is_current(store, now):
        findings.append(
            _("the order is that of an earlier day; open the workstation or run `collectdesk queue`")
        )
    if store.dialect == "sqlite" and os.name == "posix":
        mode = stat.S_IMODE(os.stat(str(store.url.database)).st_mode)
        if mode & 0o077:
            findings.append(_("others on this machine can read the file; run `chmod 600` on it"))
    return Examination(
        store.dialect,
        schema_version(store.engine) or "",
        accounts,
        open_items,
        journal_entries,
        stale_places,
        tuple(findings),
    )
