"""The tourists' door: pages, search, pictures, sitemap. Anonymous, cookie-free, the same for everybody."""
