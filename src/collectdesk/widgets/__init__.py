"""Shared pieces of screens."""
