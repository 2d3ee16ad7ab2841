"""Looks after closing: is a closed channel gone, does an old address lead to the new one, who links out."""
