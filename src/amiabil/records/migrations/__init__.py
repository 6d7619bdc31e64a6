"""One linear history of the schema; expand, fill, switch, contract."""
