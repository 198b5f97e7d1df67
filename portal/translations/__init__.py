"""The interface's words: msgids are English, one catalogue for each other language; `make translations` updates it."""
