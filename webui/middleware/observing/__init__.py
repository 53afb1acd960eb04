"""What those who run the server see of it: lines of the log, and figures of requests.

Answers no request.
"""
