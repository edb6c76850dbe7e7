"""The channel of the Bot Platform, against its sandbox over real HTTP."""
