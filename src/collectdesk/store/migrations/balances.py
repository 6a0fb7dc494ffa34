"""The trigger that keeps what was open on an item before it changed.

`desk.balances_on` is the desk's day; every act sets it before it changes anything. The first change of a day keeps what
stood at the day's begin; later ones of the same day find that row and add nothing. Where an amount returns within the
day to what it was (a ledger file that lifts postings and takes them off again), the row goes.
"""

from alembic import op

_SQLITE = """
CREATE TRIGGER open_item_balance AFTER UPDATE OF open_minor ON open_item
WHEN OLD.open_minor <> NEW.open_minor
BEGIN
  INSERT INTO item_balance (open_item_id, until_on, open_minor)
  SELECT OLD.id, balances_on, OLD.open_minor FROM desk WHERE id = 1 AND balances_on IS NOT NULL
  ON CONFLICT DO NOTHING;
  DELETE FROM item_balance
  WHERE open_item_id = NEW.id AND open_minor = NEW.open_minor
    AND until_on = (SELECT balances_on FROM desk WHERE id = 1);
END
"""
_POSTGRESQL = """
CREATE FUNCTION keep_item_balance() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  INSERT INTO item_balance (open_item_id, until_on, open_minor)
  SELECT OLD.id, balances_on, OLD.open_minor FROM desk WHERE id = 1 AND balances_on IS NOT NULL
  ON CONFLICT DO NOTHING;
  DELETE FROM item_balance
  WHERE open_item_id = NEW.id AND open_minor = NEW.open_minor
    AND until_on = (SELECT balances_on FROM desk WHERE id = 1);
  RETURN NULL;
END $$;
CREATE TRIGGER open_item_balance AFTER UPDATE OF open_minor ON open_item
FOR EACH ROW WHEN (OLD.open_minor IS DISTINCT FROM NEW.open_minor) EXECUTE FUNCTION keep_item_balance()
"""


def keep_balances() -> None:
    """Make the trigger, and let a book that is worked already start from the day it stands at."""
    op.execute("UPDATE desk SET balances_on = day, balances_from = day")
    op.execute(_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE)
