"""The wording of `advisor batch`: its help, and each kind of refusal once."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

TABLE = "company,relationship,sales_cycle\nAcme,defined,short\n"


def build(title: str, content: str | bytes, *options: str, name: str = "in.csv", output: str = "out.csv") -> Scenario:
    return Scenario(title, ("batch", name, "-o", output, *options), {name: content})


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("batch", "--help")),
        Scenario("a missing file", ("batch", "firm.csv", "-o", "out.csv"), {"firms.csv": TABLE}),
        Scenario("a folder", ("batch", "in.csv", "-o", "out.csv"), {"in.csv/x": ""}),
        Scenario("standard input", ("batch", "-", "-o", "out.csv")),
        build("another ending", TABLE, name="in.csb"),
        build("no ending to write", TABLE, output="out"),
        build("a broken Parquet file", b"PAR1xxxx", name="in.parquet"),
        build("an empty file", ""),
        build("another encoding", TABLE.replace("Acme", "Söhne").encode("cp1252")),
        build("an open quotation mark", TABLE + 'Beta,"defined,short\n'),
        build("a null byte", TABLE + "Be\0ta,defined,short\n"),
        build("the input as output", TABLE, output="in.csv"),
        build("no fact", "a,b\n1,2\n"),
        build("no fact, but nearly", "Sales-Cycle,b\n1,2\n"),
        build(
            "columns that cannot be used",
            "relationship,score_state,statement.3,totals,state_basis,advisor:x\nx,1,1,1,1,1\n",
        ),
        build("double columns", "relationship,a,a\nx,1,1\n"),
        build("a result as a column", "relationship,verdict\ndefined,x\n"),
        build("wrong results", TABLE, "--columns", "verdit,stp:*,nothing"),
        build(
            "wrong maps", TABLE, "--map", "sales_cicle=company", "--map", "roles_defined=firm", "--map", "score_state=x"
        ),
        build("a map without a column", TABLE, "--map", "sales_cycle"),
        build("a table of a file", TABLE, "--table", "firms"),
        build("an engine that does not take the kind", "{}", "--engine", "duckdb", name="in.jsonl"),
        build("rejected rows as text", TABLE, "--reject", "rejects.txt"),
        build("a folder that is missing", TABLE, output="missing/out.csv"),
    ]
    check_wording("batch", scenarios, tmp_path)
