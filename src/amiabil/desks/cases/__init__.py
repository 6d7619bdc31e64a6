"""What every desk does with cases: show one, list some, find one by its reference."""
