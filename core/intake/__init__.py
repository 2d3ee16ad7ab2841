"""Messages (留言) and error reports (找错): taken in from files and forms, answered, settled."""
