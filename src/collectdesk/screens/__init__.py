"""What a person sees: one file a screen, its style beside it."""
