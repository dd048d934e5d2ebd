from evals.desk import TalkDesk
from tests.tools.conftest import use


async def test_the_best_document_comes_first_with_the_words_around_the_hit(talk: TalkDesk) -> None:
    result = await use(talk, "find_documents", text="reset of a second factor")
    first = result.data["documents"][0]
    assert "second factor" in first["title"]
    assert first["excerpt"]


async def test_nothing_found_is_said(talk: TalkDesk) -> None:
    result = await use(talk, "find_documents", text="zeppelin")
    assert result.rows == 0
    assert "zeppelin" in result.content
