"""What is kept: the tables, the outbox, and everything else that must survive a crash and a crowd."""
