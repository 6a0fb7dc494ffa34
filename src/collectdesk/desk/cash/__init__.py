"""Cash application: payments found in bank statements, matched with open items, posted, and reversed."""
