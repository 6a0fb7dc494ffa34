"""Where it is kept: engine, sessions, migrations, backup, the journal's chain, the search index."""

from collectdesk.store.book import Store, create_store, open_store

__all__ = ["Store", "create_store", "open_store"]
