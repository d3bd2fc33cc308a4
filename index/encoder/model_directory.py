"""The same network as a directory that sentence-transformers loads: in floats, to train from and to compare with."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from index.encoder.bundle import Bundle, Floats, FourBit, Shape

NAMES: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS: Final = {"w": "weight", "b": "bias"}
_MODULES: Final = (
    ("", "sentence_transformers.base.modules.transformer.Transformer"),
    ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
    ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
)
_PROMPTS: Final = {"query": "query: ", "passage": "passage: ", "document": "passage: "}


def write_model_directory(folder: Path, bundle: Bundle, words: FourBit) -> None:
    """Write everything but ``tokenizer.json``: a BERT without a pooler, the mean over its tokens, norm 1, and the prompts.

    Args:
        folder: exists, and is filled.
        bundle: the weights.
        words: the rows of the word embeddings that the tokenizer's ids mean.

    Raises:
        OSError: it cannot be written.
    """
    _write_safetensors(folder / "model.safetensors", _tensors(bundle, words))
    for name, value in _configs(bundle.shape, pieces=len(words.scales)).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(value, indent=2) + "\n", "utf-8")


def _tensors(bundle: Bundle, words: FourBit) -> dict[str, Floats]:
    """The weights under the names of transformers' ``BertModel``."""
    shape, floats = bundle.shape, bundle.floats
    tensors = {
        "embeddings.word_embeddings.weight": words.floats(),
        "embeddings.position_embeddings.weight": floats["emb.pos"].reshape(shape.positions, shape.hidden),
        "embeddings.token_type_embeddings.weight": floats["emb.type"].reshape(shape.types, shape.hidden),
        "embeddings.LayerNorm.weight": floats["emb.ln.w"],
        "embeddings.LayerNorm.bias": floats["emb.ln.b"],
    }
    layers = {name: matrix.floats() for name, matrix in bundle.matrices.items() if name != "emb.word"}
    layers |= {name: values for name, values in floats.items() if not name.startswith("emb.")}
    for name, values in layers.items():
        layer, part, kind = name.split(".")
        tensors[f"encoder.layer.{layer[1:]}.{NAMES[part]}.{_KINDS[kind]}"] = values
    return tensors


def _write_safetensors(path: Path, tensors: Mapping[str, Floats]) -> None:
    """The format is a length, a JSON header and the numbers; its library hides a full disk in an error of no known kind."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, values in tensors.items():
        start, end = end, end + values.nbytes
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for values in tensors.values():
            file.write(np.ascontiguousarray(values, "<f4").data)


def _configs(shape: Shape, *, pieces: int) -> dict[str, Any]:
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.ffn,
            "layer_norm_eps": shape.eps,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": 1,
            "type_vocab_size": shape.types,
            "vocab_size": pieces,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        # Without model_kwargs a pooler of random numbers would be added, and a warning printed.
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
            "module_output_name": "token_embeddings",
            "model_kwargs": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": _PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(_MODULES)],
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean", "include_prompt": True},
        "2_Normalize/config.json": {
            "module_input_name": "sentence_embedding",
            "module_output_name": "sentence_embedding",
        },
    }
