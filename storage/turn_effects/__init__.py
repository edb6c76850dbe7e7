"""What a turn wants done, group by group: rows written in its transaction."""
