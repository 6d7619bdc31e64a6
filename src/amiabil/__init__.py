"""Amiabil: complaints, negotiation and decisions for any marketplace."""

__version__ = "0.1.0"
