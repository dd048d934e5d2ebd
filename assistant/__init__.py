"""The loop, the web service and the database; composes tools and providers."""
