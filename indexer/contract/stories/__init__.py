"""Stories, as far as the writer keeps them and the reader joins them: links, titles, components.

Not what is shown of them.
"""
