"""Makes what takes a while: files of figures and documents that somebody asked for."""
