"""What services are used for, and what a use costs."""
