"""The same acts from the shell."""
