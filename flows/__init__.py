"""What is said and decided: pure, synchronous, without a clock, a platform or a language."""
