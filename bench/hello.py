"""The least that Flask can do: what the portal's pages are measured beside."""

from flask import Flask

app = Flask("hello")


@app.get("/")
def hello() -> str:
    return "hello"
