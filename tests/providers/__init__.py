"""Tests of the providers, a module each."""
