"""Use cases: one public method per wish of a user, written against ports."""
