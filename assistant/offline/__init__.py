"""The offline engine: plain code that answers without any model."""
