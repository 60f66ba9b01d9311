"""A signature-checking emulator of crypto exchanges, on loopback, for tests and demos."""
