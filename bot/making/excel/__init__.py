"""Excel files: written row by row, so that a million rows need no more memory than a thousand."""
