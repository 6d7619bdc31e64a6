"""The statutory withdrawal function: choose what it is about, confirm, and receive the acknowledgement."""
