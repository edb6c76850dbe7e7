"""What an operator types, and what they then read."""
