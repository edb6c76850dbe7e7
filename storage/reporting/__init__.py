"""Gathers what the documents of the union are made of: figures, targets, initiatives, how the bot is used."""
