"""What `doctor` looks at: one module each for the machine, for what is kept, and for Telegram and Zalo."""
