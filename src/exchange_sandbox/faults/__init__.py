"""Faults: what can go wrong between a client and an exchange, made to order."""
