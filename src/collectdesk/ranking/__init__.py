"""What comes first: factors, score, ledger, pins and suppressions, as expressions the database evaluates."""
