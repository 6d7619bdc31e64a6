"""Wiring: settings, addresses, processes and the command line."""
