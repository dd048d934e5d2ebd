"""Writes a GGUF file of a tiny language model with random weights: no sense, but real bytes."""

import random
import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WIDTH, INNER, HEADS, ALIGNMENT = 64, 128, 4, 32
UINT32, FLOAT32, BOOL, STRING, ARRAY = 4, 6, 7, 8, 9
INT32 = 5
TEMPLATE = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:"


def write_tiny_gguf(path: Path, seed: int = 0) -> None:
    """A llama of one layer over bytes and ASCII characters, some 350 kB; equal seeds give equal files."""
    tokens, kinds = _vocabulary()
    settings = _settings(tokens, kinds)
    tensors = list(_tensors(random.Random(seed), len(tokens)))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(settings))
    head += b"".join(_text(key) + _typed(kind, value) for key, (kind, value) in settings.items())
    offset, bodies = 0, b""
    for name, shape, numbers in tensors:
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
        bodies += _aligned(numbers.tobytes())
        offset = len(bodies)
    path.write_bytes(_aligned(head) + bodies)


def _vocabulary() -> tuple[list[str], list[int]]:
    characters = ["\u2581" if code == 32 else chr(code) for code in range(32, 127)]
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *characters]
    return tokens, [2, 3, 3] + [6] * 256 + [1] * len(characters)


def _settings(tokens: list[str], kinds: list[int]) -> dict[str, tuple[int, Any]]:
    numbers = {
        "context_length": 2_048,
        "embedding_length": WIDTH,
        "block_count": 1,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": HEADS,
        "rope.dimension_count": WIDTH // HEADS,
        "vocab_size": len(tokens),
    }
    ids = {"bos_token_id": 1, "eos_token_id": 2, "unknown_token_id": 0}
    return {
        "general.architecture": (STRING, "llama"),
        "general.name": (STRING, "tiny"),
        **{f"llama.{key}": (UINT32, value) for key, value in numbers.items()},
        "llama.attention.layer_norm_rms_epsilon": (FLOAT32, 1e-5),
        "tokenizer.ggml.model": (STRING, "llama"),
        "tokenizer.ggml.tokens": (ARRAY, (STRING, tokens)),
        "tokenizer.ggml.scores": (ARRAY, (FLOAT32, [0.0] * len(tokens))),
        "tokenizer.ggml.token_type": (ARRAY, (INT32, kinds)),
        **{f"tokenizer.ggml.{key}": (UINT32, value) for key, value in ids.items()},
        "tokenizer.ggml.add_bos_token": (BOOL, True),
        "tokenizer.chat_template": (STRING, TEMPLATE),
    }


def _tensors(chance: random.Random, words: int) -> Iterator[tuple[str, tuple[int, ...], "array[float]"]]:
    """Names, shapes (innermost first) and numbers."""
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd": (WIDTH, words),
        "output": (WIDTH, words),
        **{f"blk.0.attn_{part}": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")},
        "blk.0.ffn_gate": (WIDTH, INNER),
        "blk.0.ffn_up": (WIDTH, INNER),
        "blk.0.ffn_down": (INNER, WIDTH),
    }
    for name, (inner, outer) in shapes.items():
        yield (
            f"{name}.weight",
            (inner, outer),
            array("f", (chance.gauss(0, 0.3) for _ in range(inner * outer))),
        )
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        yield f"{name}.weight", (WIDTH,), array("f", [1.0] * WIDTH)


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _typed(kind: int, value: Any) -> bytes:
    return struct.pack("<I", kind) + _value(kind, value)


def _value(kind: int, value: Any) -> bytes:
    if kind == STRING:
        return _text(value)
    if kind == ARRAY:
        inner, items = value
        return struct.pack("<IQ", inner, len(items)) + b"".join(_value(inner, item) for item in items)
    return struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}[kind], value)


def _aligned(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % ALIGNMENT)
