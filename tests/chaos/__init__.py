"""People who work while everything around them is killed."""
