"""Error reports (找错) and messages (留言): taken in, forwarded, answered, closed."""
