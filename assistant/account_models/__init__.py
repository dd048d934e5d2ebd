"""Each account's own models, keys, budget and limits, within what the operator allows."""
