"""Where the facts live: models, migrations, importers, queries. Knows the words of `metrics`, never the reverse."""
