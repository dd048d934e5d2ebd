"""PSA connections and who is who there."""
