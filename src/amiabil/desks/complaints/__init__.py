"""Complaints about measures of the platform, as the reviewer who decides them and those who oversee them see them."""
