"""The help centre: where to begin, one's rights, and how to reach somebody. Public."""
