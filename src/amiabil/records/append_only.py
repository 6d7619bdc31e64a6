"""Which tables may only grow? The application's database role has neither UPDATE nor DELETE on them."""

APPEND_ONLY_TABLES = ("event", "ledger_entry", "audit_entry", "published", "chain_seal")
