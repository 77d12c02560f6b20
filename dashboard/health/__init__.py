"""The financial health page: what is left once bills are paid, how heavy the debt is, what the law asks to publish."""
