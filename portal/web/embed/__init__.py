"""The partners' door for pages: frames that stand in other people's pages, oEmbed, and the web component.

No cookie, no storage, no foreign host, and nothing that needs the origin of the frame; v1 stays as it is for ever.
"""
