"""The partners' door to data: JSON for programs, read-only, without key or cookie; errors are RFC 9457 problems."""
