"""Figures of cost, each beside the bare minimum measured in the same run. `python -m bench`."""
