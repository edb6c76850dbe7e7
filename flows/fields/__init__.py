"""One class per kind of question; a field owns its question, how an answer is read, and how it is shown again."""
