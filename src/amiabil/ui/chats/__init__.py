"""Chats as people see them: who is there, what was said, what can be done now."""
