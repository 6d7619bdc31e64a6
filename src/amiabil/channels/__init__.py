"""Ways in for customers and machines."""
