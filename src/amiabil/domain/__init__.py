"""The rules of the trade in pure Python: no clock, no chance, no input or output."""
