"""The dispute procedure: states, commands, timers, money and evidence."""
