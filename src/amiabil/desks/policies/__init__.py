"""The policy desk: the operators read, write, compare, try and publish the rules of the marketplace."""
