"""The query language: text → syntax tree → Whoosh query, and never an error."""
