"""What people say, beside what is counted: surveys, testimonies, and whether sources agree."""
