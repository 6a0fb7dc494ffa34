"""The search index as 0001 makes it: FTS5 on SQLite, a tsvector on PostgreSQL."""

from alembic import op

SQLITE = """
CREATE VIRTUAL TABLE search_index USING fts5(
    words, account_id UNINDEXED, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3 4'
)
"""
POSTGRESQL = """
CREATE TABLE search_index (key bigint PRIMARY KEY, account_id bigint NOT NULL, words tsvector NOT NULL);
CREATE INDEX ix_search_index_words ON search_index USING gin (words)
"""


def create_index() -> None:
    """Make the index."""
    op.execute(POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE)
