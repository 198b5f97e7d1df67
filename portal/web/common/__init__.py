"""What the doors share: languages, templates, headers, the page cache, error pages."""
