"""The outlook page: where a town's finances go over the coming years, and what would change that."""
