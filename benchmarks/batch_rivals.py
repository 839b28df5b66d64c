"""Other systems that run the same rules on one company after another, for `benchmarks/batch.py`.

All but experta get the formulas of the expressions: the same inputs, gates and result columns of yes or no. `run` takes
rows as dicts of answers, and returns for each row the names of the result columns that are true.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from advisor.consultation import Consultation
from advisor.logic.circuit import TRUE, Literal
from advisor.model.company import Company
from advisor.portfolio.core.table_advice import TableAdvice
from advisor.reasoning.reasons import FAVOURING_CONCLUSIONS

Row = Mapping[str, str | bool | None]
Run = Callable[[Sequence[Row]], list[set[str]]]


class Formulas:
    """The formulas of the result columns of yes or no: their inputs as questions to a row, and the gates in order."""

    def __init__(self, advice: TableAdvice) -> None:
        circuit = advice.conclusions.circuit
        self.outputs: dict[str, Literal] = dict(advice.flags)
        seen = {TRUE}
        gates: dict[int, tuple[Literal, ...]] = {}
        for literal in self.outputs.values():
            gates |= dict(circuit.iter_gates_below(literal, seen))
        self.gates = dict(sorted(gates.items()))
        used = {abs(part) for parts in self.gates.values() for part in parts}
        used |= {abs(literal) for literal in self.outputs.values()}
        asked = {literal: question for question, literal in advice.answers.inputs.items() if literal in used}
        self.inputs = {literal: (name, str(what)[1:] if what else None) for literal, (name, what) in asked.items()}
        """For each input the fact, and the value that a row must have; None if any value will do."""

    def write(self, literal: Literal, gate: str, negation: str) -> str:
        """Write a part of a gate: a gate by its name, an input as a question to the row."""
        number = abs(literal)
        text = gate.format(number) if number in self.gates else self.write_input(number)
        return negation.format(text) if literal < 0 else text

    def write_input(self, number: int) -> str:
        """Write the question to a row, in the language of zen."""
        name, value = self.inputs[number]
        return f"{name} != null" if value is None else f"{name} == {json.dumps(value)}"


def build_experta(advice: TableAdvice) -> Run:
    """Advise one company after another by the engine, without the words of a report."""
    consultation = Consultation(advice.rulebase)
    weighing = {rule.id for rule in advice.rulebase.find_concluding_rules(*FAVOURING_CONCLUSIONS)}

    def run(rows: Sequence[Row]) -> list[set[str]]:
        results = []
        for row in rows:
            concluded = consultation.conclude_answers(consultation.answers(Company(_read_words(row))))
            true = {f"reason:{rule}" for rule in concluded.fired & weighing}
            true |= {f"step:{step.id}" for step in concluded.steps}
            results.append(true | {f"caution:{each.id}" for each in concluded.cautions})
        return results

    return run


def build_naive(advice: TableAdvice) -> Run:
    """Walk the gates of one company after another, as a simple interpreter does."""
    formulas = Formulas(advice)

    def run(rows: Sequence[Row]) -> list[set[str]]:
        results = []
        for row in map(_read_words, rows):
            held: dict[int, bool] = {TRUE: True}
            for number, (name, value) in formulas.inputs.items():
                held[number] = name in row if value is None else row.get(name) == value
            for number, parts in formulas.gates.items():
                held[number] = all(held[part] if part > 0 else not held[-part] for part in parts)
            results.append({name for name, one in formulas.outputs.items() if held[abs(one)] is (one > 0)})
        return results

    return run


def build_generated(advice: TableAdvice) -> Run:
    """Generate one Python function with a line for each gate."""
    formulas = Formulas(advice)
    lines = ["def conclude(row):", " result = set()"]
    for number, (name, value) in formulas.inputs.items():
        lines.append(f" i{number} = {f'{name!r} in row' if value is None else f'row.get({name!r}) == {value!r}'}")
    names = {number: f"i{number}" for number in formulas.inputs} | {number: f"g{number}" for number in formulas.gates}

    def read(one: Literal) -> str:
        if abs(one) == TRUE:
            return str(one == TRUE)
        return names[one] if one > 0 else f"not {names[-one]}"

    for number, parts in formulas.gates.items():
        lines.append(f" g{number} = {' and '.join(map(read, parts))}")
    lines += [f" if {read(one)}: result.add({name!r})" for name, one in formulas.outputs.items()]
    space: dict[str, Any] = {}
    exec(compile("\n".join([*lines, " return result"]), "generated", "exec"), space)
    return lambda rows: list(map(space["conclude"], map(_read_words, rows)))


def build_clips(advice: TableAdvice) -> Run:
    """Build a rule of CLIPS for each gate; the deeper a gate, the lower its salience. Results come by a callback."""
    import clips

    formulas = Formulas(advice)
    environment = clips.Environment()
    found: set[str] = set()
    environment.define_function(lambda name: found.add(str(name)), name="report")
    environment.build("(deftemplate a (slot f) (slot v))")
    environment.build("(deftemplate g (slot n))")
    depths: dict[int, int] = {TRUE: 0, **dict.fromkeys(formulas.inputs, 0)}

    def write(one: Literal) -> str:
        number = abs(one)
        if number == TRUE:
            return "(test TRUE)" if one > 0 else "(test FALSE)"
        if number in formulas.gates:
            pattern = f"(g (n {number}))"
        else:
            name, value = formulas.inputs[number]
            pattern = f"(a (f {name}))" if value is None else f"(a (f {name}) (v {value}))"
        return pattern if one > 0 else f"(not {pattern})"

    for number, parts in formulas.gates.items():
        depths[number] = 1 + max(depths[abs(part)] for part in parts)
        condition = " ".join(map(write, parts))
        head = f"(defrule g{number} (declare (salience {-depths[number]}))"
        environment.build(f"{head} {condition} => (assert (g (n {number}))))")
    for number, (name, one) in enumerate(formulas.outputs.items()):
        head = f"(defrule out{number} (declare (salience -9999))"
        environment.build(f'{head} {write(one)} => (report "{name}"))')

    def run(rows: Sequence[Row]) -> list[set[str]]:
        results = []
        for row in map(_read_words, rows):
            environment.reset()
            found.clear()
            environment.load_facts("".join(f"(a (f {name}) (v {value}))" for name, value in row.items()))
            environment.run()
            results.append(set(found))
        return results

    return run


def build_zen(advice: TableAdvice) -> Run:
    """Build an expression node of the zen engine with a line for each gate, evaluated in batches."""
    import zen

    formulas = Formulas(advice)
    write = partial(formulas.write, gate="$.g{}", negation="not ({})")
    lines = [
        (f"g{number}", " and ".join(f"({write(part)})" for part in parts)) for number, parts in formulas.gates.items()
    ]
    named = {f"o{number}": name for number, name in enumerate(formulas.outputs)}
    lines += [(key, write(formulas.outputs[name])) for key, name in named.items()]
    content = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "rules",
                "type": "expressionNode",
                "name": "rules",
                "position": {"x": 1, "y": 0},
                "content": {"expressions": [{"id": key, "key": key, "value": value} for key, value in lines]},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "e1", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "e2", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
    folder = TemporaryDirectory()
    Path(folder.name, "rules.json").write_text(json.dumps(content), encoding="utf-8")
    engine = zen.ZenEngine({"loader": {"type": "fs", "path": folder.name}})
    every = {name: None for name, _ in formulas.inputs.values()}

    def run(rows: Sequence[Row], folder: object = folder) -> list[set[str]]:
        requests = [{"key": "rules.json", "context": {**every, **_read_words(row)}} for row in rows]
        results = []
        for answer in engine.evaluate_batch(requests):
            if not answer["success"]:
                raise RuntimeError(answer["error"])
            result = answer["data"]["result"]
            results.append({name for key, name in named.items() if result[key]})
        return results

    return run


RIVALS: dict[str, Callable[[TableAdvice], Run]] = {
    "experta, one by one": build_experta,
    "clipspy": build_clips,
    "zen-engine, batch": build_zen,
    "naive Python": build_naive,
    "generated Python": build_generated,
}


def _read_words(row: Row) -> dict[str, str]:
    """Return the known answers of a row as words."""
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else value
        for name, value in row.items()
        if value is not None
    }
