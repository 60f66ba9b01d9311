"""The 3Commas-compatible REST surface."""
