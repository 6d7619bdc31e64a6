"""Django's PostgreSQL, with two things done more cheaply that every request does."""
