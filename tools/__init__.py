"""What a model may do; knows the read interface of providers, never a vendor."""
