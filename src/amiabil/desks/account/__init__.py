"""Signing in to the desks, by django-allauth, and the person's own second factor."""
