"""Pages: conversations with people, without rules of their own."""
