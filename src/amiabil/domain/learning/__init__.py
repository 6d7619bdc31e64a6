"""What is learned from questions that were not answered."""
