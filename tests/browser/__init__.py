"""A real Chromium before the real content. A package, so that its fixtures end with it (see `chromium`)."""
