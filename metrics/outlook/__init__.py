"""What the coming years could look like: forecasts, levers, a projection closed by borrowing, goals."""
