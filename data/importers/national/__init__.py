"""National files that hold many authorities: balances, individual accounts, published aggregates."""
