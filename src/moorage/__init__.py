"""Moorage: a self-hosted hub where exchange accounts tie up."""
