"""What may be done: whether a person may be contacted now, under whose law, and what must be said. Pure."""
