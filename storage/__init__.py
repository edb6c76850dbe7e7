"""What is kept: tables, the transaction of one turn, programme packs."""
