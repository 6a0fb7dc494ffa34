"""What is said: templates, languages, wording checks, sending."""
