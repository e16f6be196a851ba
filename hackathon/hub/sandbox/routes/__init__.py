"""The addresses that the sandbox answers, one module per family."""

from starlette.convertors import StringConvertor, register_url_convertor


class RepoTypeConvertor(StringConvertor):
    """``{type:repo}``: the Hub's three kinds, as its API spells them."""

    regex = "models|datasets|spaces"


class PageTypeConvertor(StringConvertor):
    """``{type:page}``: the two kinds whose pages carry a prefix; a model's page has none."""

    regex = "datasets|spaces"


register_url_convertor("repo", RepoTypeConvertor())
register_url_convertor("page", PageTypeConvertor())
