"""Keeps balances fresh: what is due, and who loads it."""
