"""ConnectWise PSA, reached through its REST API 3.0."""
