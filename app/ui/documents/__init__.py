"""Documents in the window: preview, save and print."""
