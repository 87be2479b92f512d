"""What whoever asks too often is told."""

from flask import Response, current_app

from evaluator.web.language import language


def busy(title: str, sentence: str) -> Response:
    """A page that costs nearly nothing: no database, nobody looked up."""
    template = current_app.jinja_env.get_template("busy.html")
    page = template.render(title=title, sentence=sentence, language=language())
    return Response(page, 429, {"Retry-After": "60"}, mimetype="text/html")
