"""What a town is after: which lines of its budget go to what, and how far its indicators are from their targets."""
