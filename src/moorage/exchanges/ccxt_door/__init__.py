"""The door to exchanges without an entry of their own: ccxt, in a process of its own."""
