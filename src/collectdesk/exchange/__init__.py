"""What comes in and goes out: ledgers and rates."""
