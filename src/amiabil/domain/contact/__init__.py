"""How do people reach the marketplace? The contact directory, its doors, the guide to them, and call-backs."""
