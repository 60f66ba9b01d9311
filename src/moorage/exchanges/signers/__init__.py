"""The only part of `exchanges` that takes secrets out of their type: signing, paste faults, leak checks."""
