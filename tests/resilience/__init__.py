"""Real processes of the bot: killed at any moment, behind a strange server, two at a time."""
