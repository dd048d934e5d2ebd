"""An account's own models: who may set them, what is checked before, and whose key goes where."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from sqlmodel import select

from assistant.account_models.schemas import AccountModelBody
from assistant.account_models.service import AccountModels
from assistant.database import Database
from assistant.desk import Desk, build_desk
from assistant.resealing import reseal_all
from assistant.runs.tables import Run
from assistant.settings import Settings
from assistant.usage.tables import ModelCall
from assistant.vault import Vault
from providers.scope import Scope
from tests.conftest import Inhabitant
from tests.mock_openai import MockOpenAI, Script, answer, failure, mock_openai

pytestmark = pytest.mark.timeout(240)
PATH = "/api/account/model"
OURS, THEIRS, OPERATORS = "sk-ours-0000001111", "sk-theirs-222223333", "sk-operator-44445555"
OWN = "openai/gpt-4o-mini"


@pytest.fixture
async def mock(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MockOpenAI]:
    """The vendor: LiteLLM finds it by the variable that it reads; the operator's key stands beside it."""
    async with mock_openai(Script((answer("OK"),))) as served:
        monkeypatch.setenv("OPENAI_API_BASE", served.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", OPERATORS)
        yield served


@pytest.fixture
async def desk(settings: Settings, mock: MockOpenAI) -> AsyncIterator[Desk]:
    """The operator has a model of the same vendor and the offline engine, a budget and limits."""
    update = {"model": "openai/gpt-4o, offline", "monthly_budget_usd": 50.0, "assist_seconds": 3.0}
    built = build_desk(settings.model_copy(update=update))
    yield built
    await built.close()


def with_secret(desk: Desk, secret: str, former: str | None = None) -> Settings:
    """The same service, started with another secret."""
    return Settings(
        data_dir=desk.settings.data_dir,
        model=desk.settings.model,
        secret_key=SecretStr(secret),
        former_secrets=SecretStr(former) if former else None,
    )


def keys_seen(mock: MockOpenAI) -> list[str]:
    lines = [line for head in mock.heads for line in head.split("\r\n")]
    return [line.split("Bearer ")[1] for line in lines if line.lower().startswith("authorization:")]


def choice(name: str = OWN, key: str | None = OURS, **more: object) -> dict[str, object]:
    return {"models": [{"name": name, "key": key} if key else {"name": name}], **more}


async def asked(desk: Desk, scope: Scope, text: str = "Hello") -> Run:
    """Ask in a new session and wait for the end."""
    session = await desk.sessions.create(scope)
    run = await desk.runs.start(scope, session.id, text)
    async for _ in desk.runs.subscribe(scope, run.id):
        pass
    return await desk.runs.get(scope, run.id)


async def test_who_sets_nothing_has_the_operators(alex: Inhabitant) -> None:
    """Without a choice the settings count, and the answer says so."""
    found = (await alex.client.get(PATH)).json()
    assert (found["is_default"], found["engine"]) == (True, "openai/gpt-4o")
    assert [(each["name"], each["pays"]) for each in found["models"]] == [
        ("openai/gpt-4o", "operator"),
        ("offline", "nobody"),
    ]
    assert found["now"] == found["operator"]


async def test_only_admins_see_and_set_it(engineer: Inhabitant, other_account: Inhabitant) -> None:
    """An engineer is refused; another account sees its own choice only."""
    assert (await engineer.client.get(PATH)).status_code == 403
    assert (await engineer.client.put(PATH, json=choice())).status_code == 403
    assert (await other_account.client.get(PATH)).json()["is_default"]


async def test_a_key_is_tried_sealed_and_never_shown(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI, database: Database
) -> None:
    """One call with the new key, then it is kept encrypted; answers and the audit log never hold it."""
    saved = await alex.client.put(PATH, json=choice())
    assert saved.status_code == 200, saved.text
    assert keys_seen(mock) == [OURS]
    assert saved.json()["models"] == [
        {"name": OWN, "pays": "account", "key_tail": "••••1111", "usable": True}
    ]
    chosen = await desk.account_models.chosen(alex.scope.account_id)
    assert chosen.row is not None
    assert OURS not in (chosen.row.keys_sealed or "")
    for text in (saved.text, (await alex.client.get("/api/audit")).text, repr(chosen)):
        assert OURS not in text
    assert "models.changed" in (await alex.client.get("/api/audit")).text
    async with database.read(alex.scope.account_id) as session:
        (check,) = (await session.exec(select(ModelCall))).all()
    assert (check.purpose, check.model) == ("check", OWN)


@pytest.mark.parametrize(
    ("script", "kind", "field"),
    [
        (failure(401, f"bad key {OURS}"), "key", "models.0.key"),
        (failure(404, "The model does not exist"), "model", "models.0.name"),
        (failure(429, "quota"), "busy", "models.0.key"),
        (failure(500, "boom"), "other", "models.0.name"),
    ],
)
async def test_what_does_not_answer_is_not_kept(
    alex: Inhabitant, mock: MockOpenAI, script: Script, kind: str, field: str
) -> None:
    """The kind of failure is told with its field, the key is not, and the choice stays as it was."""
    mock.scripts[:] = [script]
    refused = await alex.client.put(PATH, json=choice())
    assert refused.status_code == 422
    assert (refused.json()["kind"], refused.json()["fields"][0]["field"]) == (kind, field)
    assert OURS not in refused.text
    assert (await alex.client.get(PATH)).json()["is_default"]


async def test_a_vendor_that_cannot_be_reached_is_said_to_be(
    alex: Inhabitant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens there."""
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/v1")
    refused = await alex.client.put(PATH, json=choice())
    assert (refused.status_code, refused.json()["kind"]) == (422, "unreachable")


@pytest.mark.parametrize(
    "body",
    [
        choice(key=None),
        choice("anthropic/claude-x", key=None),
        choice("ollama/llama3"),
        choice("bedrock/claude", key=None),
        choice("vertex_ai/gemini"),
        choice("a-model-of-nobody", key=None),
        choice("a-model-of-nobody"),
        choice("offline"),
        choice("openai/http://10.0.0.1/x"),
        choice("openai/../x"),
        {"models": [{"name": OWN, "key": OURS}, {"name": "openai/o3", "key": THEIRS}]},
        {"models": [{"name": "offline"}, {"name": "offline"}]},
        {"monthly_budget_usd": 51},
        {"max_steps": 1000},
        {"max_run_cost_usd": 100},
        {"max_run_seconds": 86400},
        {"max_run_tokens": 100000000},
        {"monthly_budget_usd": 0},
        {"model_base_url": "http://10.0.0.1/v1"},
    ],
    ids=str,
)
async def test_what_an_account_may_not_choose(
    alex: Inhabitant, mock: MockOpenAI, body: dict[str, object]
) -> None:
    """No address of one's own, no vendor that works with the machine's rights, no key of the operator's for
    another model than the operator's, nothing above the operator's limits; and nobody is called."""
    assert (await alex.client.put(PATH, json=body)).status_code == 422
    assert mock.requests == []
    assert (await alex.client.get(PATH)).json()["is_default"]


async def test_each_account_is_answered_with_its_own_key(
    desk: Desk, alex: Inhabitant, other_account: Inhabitant, mock: MockOpenAI
) -> None:
    """Three accounts, one model name, three keys: each request carries the key of who asks."""
    await alex.client.put(PATH, json=choice())
    await other_account.client.put(PATH, json=choice(key=THEIRS))
    mock.heads.clear()
    for _ in range(2):
        assert (await asked(desk, alex.scope)).engine == OWN
        assert (await asked(desk, other_account.scope)).engine == OWN
    assert set(keys_seen(mock)) == {OURS, THEIRS}
    names = {alex.scope.user_name: OURS, other_account.scope.user_name: THEIRS}
    for head, request in zip(mock.heads, mock.requests[-len(mock.heads) :], strict=True):
        told = str(request["messages"])
        for name, key in names.items():
            if f"You help {name}" in told:
                assert key in head
    await alex.client.put(PATH, json={})
    mock.heads.clear()
    assert (await asked(desk, alex.scope)).engine == "openai/gpt-4o"
    assert set(keys_seen(mock)) == {OPERATORS}


async def test_a_stored_key_stays_until_its_vendor_goes(desk: Desk, alex: Inhabitant) -> None:
    """Another model of the vendor needs no new key; without a model of the vendor the key is deleted."""
    await alex.client.put(PATH, json=choice())
    changed = await alex.client.put(PATH, json=choice("openai/gpt-4.1-mini", key=None))
    assert changed.json()["models"][0]["key_tail"] == "••••1111"
    await alex.client.put(PATH, json=choice("offline", key=None))
    chosen = await desk.account_models.chosen(alex.scope.account_id)
    assert chosen.row is not None
    assert chosen.row.keys_sealed is None
    assert (await asked(desk, alex.scope, "show open tickets")).engine == "offline engine"


async def test_the_next_model_answers_when_the_first_cannot(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI
) -> None:
    """The order is the account's: its own model first, then what it named after it."""
    await alex.client.put(PATH, json={"models": [{"name": OWN, "key": OURS}, {"name": "offline"}]})
    mock.scripts[:] = [*mock.scripts[:1] * len(mock.requests), failure(401, "revoked")]
    assert (await asked(desk, alex.scope, "show open tickets")).engine == "offline engine"


async def test_an_accounts_budget_and_limits_count(desk: Desk, alex: Inhabitant) -> None:
    """Lower than the operator's they hold; if the operator lowers theirs later, those do."""
    wish = AccountModelBody(monthly_budget_usd=5, max_steps=3, max_run_cost_usd=0.1)
    await desk.account_models.save(alex.scope, wish)
    terms = await desk.account_models.of(alex.scope.account_id)
    assert (terms.monthly_usd, terms.limits.steps, terms.limits.cost_usd) == (5, 3, 0.1)
    lowered = desk.settings.model_copy(update={"monthly_budget_usd": 2.0, "max_steps": 2})
    later = build_desk(lowered)
    terms = await later.account_models.of(alex.scope.account_id)
    await later.close()
    assert (terms.monthly_usd, terms.limits.steps) == (2.0, 2)


async def test_unreadable_keys_leave_the_offline_engine(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI
) -> None:
    """With another secret nothing can be opened: no key is used, also not another's; the admin reads why."""
    await alex.client.put(PATH, json=choice())
    mock.heads.clear()
    other = build_desk(with_secret(desk, "another secret " * 3))
    assert (await asked(other, alex.scope, "show open tickets")).engine == "offline engine"
    chosen = await other.account_models.chosen(alex.scope.account_id)
    await other.close()
    assert "DESKHAND_SECRET_KEY" in (chosen.problem or "")
    assert mock.heads == []


async def test_keys_are_sealed_anew_with_a_new_secret(desk: Desk, alex: Inhabitant) -> None:
    """After a change of the secret the former one still opens them, once; then only the new one is needed."""
    await alex.client.put(PATH, json=choice())
    new = "a new secret " * 3
    between = build_desk(with_secret(desk, new, former=desk.settings.secret))
    await reseal_all(between.database, Vault(between.settings.sealing_secrets))
    await between.close()
    after = build_desk(with_secret(desk, new))
    chosen = await after.account_models.chosen(alex.scope.account_id)
    await after.close()
    assert chosen.keys["openai"].get_secret_value() == OURS


async def test_another_processs_change_counts_soon(
    desk: Desk, alex: Inhabitant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process of the service saved is read anew after a few seconds."""
    monkeypatch.setattr("assistant.account_models.service.REMEMBERED_SECONDS", 0.0)
    assert (await desk.account_models.of(alex.scope.account_id)).limits.steps == 8
    other: AccountModels = build_desk(desk.settings).account_models
    await other.save(alex.scope, AccountModelBody(max_steps=2))
    await other._database.close()
    assert (await desk.account_models.of(alex.scope.account_id)).limits.steps == 2
