"""Pictures: an upload, checked by decoding it, stripped of what it says about people, kept in the sizes pages need."""
