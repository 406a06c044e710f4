"""Every sentence that a person reads in a chat, by key and language, from `config/words/*.yaml`.

Kept apart from the code so that wording can be reviewed by those who answer for it, and so that a copy edit never
touches a handler. All languages have the same keys with the same placeholders; a test and `load_words` hold them to it.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path

import yaml

from config.faults import Fault, Place, PolicyFaults
from config.reading import Faults, read_yaml

FOLDER = Path(__file__).parent / "words"
DEFAULT_LANGUAGE = "en"


class Words:
    """The sentences of one language."""

    def __init__(self, sentences: Mapping[str, str], language: str) -> None:
        self._sentences, self.language = dict(sentences), language

    def say(self, key: str, **values: object) -> str:
        """The sentence under `key` with its placeholders filled in.

        Raises:
            KeyError: no such sentence, or a placeholder without a value; both are faults of ours, not of a person.
        """
        return self._sentences[key].format(**values)

    def keys(self) -> frozenset[str]:
        return frozenset(self._sentences)

    def placeholders(self, key: str) -> frozenset[str]:
        """The names in braces in a sentence."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self._sentences[key]) if name)


def load_words(language: str = DEFAULT_LANGUAGE) -> Words:
    """The words of a language; PolicyFaults with file and line where the file is not as it should be."""
    faults = Faults()
    section = read_yaml(FOLDER / f"{language}.yaml", f"{language}.yaml", faults)
    sentences: dict[str, str] = {}
    if section is not None:
        for name, node in section.nodes.items():
            _gather(name, node, sentences, faults, section.file)
    if faults:
        raise PolicyFaults(faults)
    return Words(sentences, language)


def _gather(name: str, node: yaml.Node, sentences: dict[str, str], faults: Faults, file: str) -> None:
    if isinstance(node, yaml.ScalarNode):
        sentences[name] = str(node.value).strip()
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _gather(f"{name}.{key.value}", value, sentences, faults, file)
    else:
        faults.append(Fault(Place(file, node.start_mark.line + 1), f"'{name}' is a sentence or a group of sentences."))
