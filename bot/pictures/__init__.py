"""Pictures of figures: what flows say is to be drawn, drawn beside the event loop."""
