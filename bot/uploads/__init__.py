"""A page on which somebody gives the files of an initiative, where the chat does not bring them."""
