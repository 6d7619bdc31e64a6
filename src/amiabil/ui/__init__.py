"""Shared templates, words and look."""
