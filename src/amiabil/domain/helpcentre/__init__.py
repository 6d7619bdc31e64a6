"""The help centre: what an article is, how its files are read, how it becomes public, what is wrong with it."""
