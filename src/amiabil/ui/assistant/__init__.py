"""The assistant's facts in words and cards, in the language of whoever talks with it."""
