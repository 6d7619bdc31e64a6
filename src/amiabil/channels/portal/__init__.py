"""The customer's own pages: orders with their rights, disputes, notices, settings."""
