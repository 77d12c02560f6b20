"""What may not be shown of counts, and what else has to be withheld with it: docs/decisions/what-is-withheld.md."""
