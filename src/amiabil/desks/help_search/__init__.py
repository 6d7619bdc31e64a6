"""What people look for in help and how its articles do, for those who write it; words that mean the same here."""
