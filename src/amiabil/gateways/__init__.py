"""Wires to the outside: mail, payments, files, bus."""
