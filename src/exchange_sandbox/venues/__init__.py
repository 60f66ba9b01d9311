"""One file per venue: paths, signature check, error bodies."""
