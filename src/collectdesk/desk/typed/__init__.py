"""What people type in one line: outcomes, follow-ups, days and amounts."""
