"""Cases as data, scorers and kept baselines."""
