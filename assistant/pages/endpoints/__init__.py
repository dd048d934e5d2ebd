"""The pages' addresses, one module a part of the product."""
