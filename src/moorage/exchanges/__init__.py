"""Speaks to exchanges: one catalogue entry per venue, one gateway for all requests."""
