"""Answers over HTTP: Cuttings' server beside a small one over tantivy, asked for the same JSON."""
