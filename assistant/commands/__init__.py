"""The commands of `deskhand`, one module each; `assistant.cli` puts them together."""
