"""The PostgreSQL server that comes with the product: where it lives, how it starts, how it ends."""
