"""What is offered for words that are being typed, on our pages and in a browser's address bar.

Not what is found for them.
"""
