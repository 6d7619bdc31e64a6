"""The assistant's process: what it knows, held in memory."""
