"""The auditor's desk: read any case, and what the staff did; each look is written down."""
