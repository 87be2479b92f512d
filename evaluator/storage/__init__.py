"""Tables, shared queries, files and rubric files."""
