// Runs a DMN model for a list of inputs: node engines.cjs MODEL ENGINE < inputs.json > results.json
// ENGINE `imicros`: the whole engine of imicros-feel-interpreter, which reads the file itself.
// ENGINE `feelin`: every cell and expression by feelin (FEEL with its three values); the decisions are gone through here.
const fs = require("fs");

const [, , file, engine] = process.argv;
const xml = fs.readFileSync(file, "utf8");
const companies = JSON.parse(fs.readFileSync(0, "utf8"));

function imicros() {
  const { Decision } = require("imicros-feel-interpreter");
  const decision = new Decision();
  if (!decision.parse({ xml })) throw new Error("not parsed");
  const bare = decision.getDmn().definitions.filter((each) => each.type === "RETURN");
  return companies.map((inputs) => {
    const found = {};
    for (const line of decision.analyse(inputs).log) {
      if (line.type === "Decisiontable") found[line.name] = line.output[line.name] ?? null;
    }
    for (const each of bare) throw new Error(`an expression: ${each.name}`);
    return found;
  });
}

function feelin() {
  const { XMLParser } = require("fast-xml-parser");
  const { evaluate, unaryTest } = require("feelin");
  const list = (each) => (each === undefined ? [] : Array.isArray(each) ? each : [each]);
  const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@", parseTagValue: false }).parse(xml);
  const decisions = list(parsed.definitions.decision);
  const byHref = Object.fromEntries(decisions.map((each) => [`#${each["@id"]}`, each]));
  const one = (text, context) => {
    const { value, warnings } = evaluate(text, context);
    const wrong = warnings.filter((each) => each.type === "NO_VARIABLE_FOUND");
    if (wrong.length) throw new Error(`${text}: ${JSON.stringify(wrong)}`);
    return value ?? null;
  };
  const met = new Map(); // a cell says nothing but of its own column, so what it came to can be kept
  const meets = (text, value) => {
    const key = `${text} ${JSON.stringify(value)}`;
    if (!met.has(key)) {
      const tried = unaryTest(text, { "?": value });
      if (tried.warnings.some((each) => each.type === "NO_VARIABLE_FOUND")) throw new Error(`a cell reads more: ${text}`);
      met.set(key, tried.value === true);
    }
    return met.get(key);
  };
  const table = (logic, context) => {
    const asked = list(logic.input).map((each) => one(each.inputExpression.text, context));
    const hits = list(logic.rule).filter((rule) =>
      list(rule.inputEntry).every(({ text }, at) => text === "-" || meets(text, asked[at])),
    );
    const outputs = hits.map((rule) => one(rule.outputEntry.text, context));
    if (logic["@hitPolicy"] === "ANY" && new Set(outputs).size > 1) throw new Error("several hits that differ");
    return outputs.length ? outputs[0] : null;
  };
  const decide = (decision, inputs, found) => {
    const name = decision["@name"];
    if (name in found) return;
    const context = {};
    for (const needed of list(decision.informationRequirement)) {
      if (needed.requiredInput) {
        const input = needed.requiredInput["@href"].replace("#input_", "");
        context[input] = inputs[input];
      } else {
        const before = byHref[needed.requiredDecision["@href"]];
        decide(before, inputs, found);
        context[before["@name"]] = found[before["@name"]];
      }
    }
    const logic = decision.decisionTable;
    found[name] = logic === undefined ? one(decision.literalExpression.text, context) : table(logic, context);
  };
  return companies.map((inputs) => {
    const found = {};
    for (const decision of decisions) decide(decision, inputs, found);
    return found;
  });
}

console.log(JSON.stringify({ imicros, feelin }[engine]()));
