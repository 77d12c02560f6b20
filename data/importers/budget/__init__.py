"""Budget tables in any layout: titles, blocks, chapters and printed totals become documents of lines."""
