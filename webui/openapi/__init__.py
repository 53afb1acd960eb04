"""The API as an OpenAPI document: declared beside each route, generated from types and readers.

Answers nothing but what can be asked.
"""
