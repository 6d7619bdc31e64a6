"""Reports over many cases, and the register of proceedings outside, for supervisors and operators."""
