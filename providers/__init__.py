"""PSAs and document systems behind small interfaces; knows nothing above it."""
