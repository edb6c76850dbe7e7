"""Who is spoken to and how: channels, sender, settings, command line."""
