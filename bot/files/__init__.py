"""Files people send: fetched from their platform, judged by content, kept, scanned."""
