"""The officer's desk: what waits for an officer, the card to judge by, and every decision."""
