"""Opening a dispute: one question a step, a draft at every step, nothing typed is ever lost."""
