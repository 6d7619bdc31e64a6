"""The contact directory for customers: how to reach somebody from where one is, and call-backs."""
