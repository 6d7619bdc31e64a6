"""The entry from the marketplace: a signed token becomes a session."""
