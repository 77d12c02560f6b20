"""What a person sees and types: pages' server, words, formats, charts and command line."""
