"""How is customer assistance run? The documents that steer it, edited with every mistake beside its line."""
