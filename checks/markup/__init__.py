"""What the reader of pages and the reader of whole sites both find in markup, without a parser."""
