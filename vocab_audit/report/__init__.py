"""What comes out: an audit as text, data, a page and charts."""
