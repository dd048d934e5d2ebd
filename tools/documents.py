"""Looking things up in the documents of a company, with excerpts around the words found."""

import re
from dataclasses import dataclass

from pydantic import Field

from providers.models import Document
from tools import said
from tools.answers import asks_back
from tools.base import Effect, Tool, ToolArgs, ToolContext, ToolResult
from tools.similarity import telling_words

_SHOWN_DOCUMENTS = 4
_EXCERPT_CHARACTERS = 500
_TITLE_WEIGHT = 3


class FindDocuments(ToolArgs):
    text: str = Field(max_length=300, description="What to look for")
    company: str | None = Field(None, description="Company as said; left out, the linked ticket's company")


@dataclass(frozen=True, slots=True)
class _Hit:
    document: Document
    score: int
    excerpt: str


@asks_back
async def find_documents(ctx: ToolContext, args: FindDocuments) -> ToolResult:
    """Documents of the company and general ones that hold words of the text, the best first."""
    company_id = said.company(ctx, args.company) if args.company else None
    if company_id is None and ctx.session.linked_ticket:
        company_id = ctx.session.linked_ticket.company.id
    words = telling_words(args.text)
    rated = [_rate(document, words) for document in await ctx.reader.documents(company_id)]
    hits = sorted((h for h in rated if h.score), key=lambda h: -h.score)[:_SHOWN_DOCUMENTS]
    blocks = [f'Document "{h.document.title}"{_link(h.document)}:\n{h.excerpt}' for h in hits]
    content = "\n\n".join(blocks) or f'No document holds "{args.text}".'
    found = [{"title": h.document.title, "url": h.document.url, "excerpt": h.excerpt} for h in hits]
    return ToolResult(content, f"{len(hits)} documents", data={"documents": found}, rows=len(hits))


def _rate(document: Document, words: tuple[str, ...]) -> _Hit:
    title, body = telling_words(document.title), set(telling_words(document.body))
    score = sum(_TITLE_WEIGHT * (w in title) + (w in body) for w in words)
    return _Hit(document, score, _excerpt(document.body, words))


def _excerpt(body: str, words: tuple[str, ...]) -> str:
    """The stretch of paragraphs that starts with the one that holds most of the words."""
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n|\n(?=#)", body) if p.strip()]
    if not paragraphs:
        return ""
    best = max(range(len(paragraphs)), key=lambda i: len(set(words) & set(telling_words(paragraphs[i]))))
    return "\n".join(paragraphs[best : best + 3])[:_EXCERPT_CHARACTERS]


def _link(document: Document) -> str:
    return f" ({document.url})" if document.url else ""


TOOLS = (
    Tool(
        "find_documents",
        "Search the company's documents and general procedures.",
        FindDocuments,
        Effect.READ,
        find_documents,
    ),
)
