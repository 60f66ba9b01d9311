"""Accounts that no exchange keeps: on-chain by address, and on paper."""
