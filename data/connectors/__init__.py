"""National open data about a town, fetched by its SIREN alone and read as if a person had dropped the file."""
