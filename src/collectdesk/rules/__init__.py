"""What may be done: the contact gate."""
