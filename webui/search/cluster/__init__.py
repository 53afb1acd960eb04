"""The backend over a cluster of OpenSearch: what is stored there is found there, and counted here.

Not how an answer is put together: that is `webui/search/local`.
"""
