"""How many initiatives there are, by unit, state and what else they are counted by: one source for every figure."""
