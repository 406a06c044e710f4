// The two panels beside the chat, and what the whole page uses. Whatever comes from people is put in as text.
"use strict";

const byId = (id) => document.getElementById(id);

/** An element with attributes, and children that are elements or text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Ask the server; throws an Error whose message is a sentence. */
async function ask(address, given) {
  const request = given === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given),
  };
  const answer = await fetch(address, request);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}

// Acknowledgements

const RECORDS_SHOWN = 20;
const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
let shownRecords = "";

async function showRecords() {
  const { records } = await ask("api/acknowledgements");
  const now = JSON.stringify(records);
  if (now === shownRecords) return;
  shownRecords = now;
  const newest = records.slice(-RECORDS_SHOWN).reverse();
  byId("records-count").textContent =
    records.length === 0 ? "None yet. Press Acknowledge on a reminder." :
    records.length === 1 ? "1 record" :
    records.length === newest.length ? `${records.length} records, the newest first` :
    `${records.length} records; the newest ${newest.length} are shown`;
  byId("records").replaceChildren(...newest.map(record));
}

/** One record; the newest is open. */
function record(fields, place) {
  const list = make("dl");
  for (const [name, value] of Object.entries(fields)) {
    const shown = value === null || value === "" ? "(none)" : typeof value === "object" ? JSON.stringify(value) : String(value);
    list.append(make("dt", {}, name), make("dd", {}, shown));
  }
  const at = fields.acknowledged_at ? ` ${WHEN.format(new Date(fields.acknowledged_at))}` : "";
  return make("li", { class: "record" }, make("details", { open: place === 0 },
    make("summary", {}, make("strong", {}, `${fields.rule ?? "Record"}: ${fields.answer ?? "recorded"}`), at), list));
}

// Try a sentence

let lookNumber = 0;

async function look() {
  const text = byId("sentence").value;
  const number = ++lookNumber;
  if (!text.trim()) return byId("found").replaceChildren();
  let parts;
  try {
    parts = findings(text, await ask("api/look", { text }));
  } catch (error) {
    parts = [make("p", {}, `That could not be looked at: ${error.message}`)];
  }
  if (number === lookNumber) byId("found").replaceChildren(...parts);
}

function findings(text, { matches, silenced = [], microseconds }) {
  const took = `The look took ${Math.max(1, Math.round(microseconds)).toLocaleString("en-GB")} microseconds.`;
  const letters = Array.from(text); // the server counts characters, not UTF-16 units
  const parts = [make("p", { class: "took" }, `${matches.length === 0 ? "No rule fires." :
    matches.length === 1 ? "One rule fires." : `${matches.length} rules fire.`} ${took}`)];
  if (matches.length) parts.push(marked(letters, matches));
  for (const match of matches) {
    parts.push(make("div", { class: "rule" },
      make("h3", {}, `${match.rule} ${match.title}`),
      make("p", {}, "Because of “", letters.slice(match.start, match.end).join(""), "”. ", match.why),
      match.place ? make("p", { class: "help" }, `Written in ${match.place}`) : null));
  }
  if (silenced.length) {
    parts.push(make("details", {}, make("summary", {}, `Looked at and left silent (${silenced.length})`),
      make("ul", {}, ...silenced.map((sentence) => make("li", {}, String(sentence))))));
  }
  return parts;
}

/** The sentence with what fired marked, and the rule's number after it; where two overlap the first keeps its place. */
function marked(letters, matches) {
  const sentence = make("p", { class: "sentence" });
  let done = 0;
  for (const match of [...matches].sort((a, b) => a.start - b.start)) {
    if (match.start < done) continue;
    sentence.append(letters.slice(done, match.start).join(""),
      make("mark", {}, letters.slice(match.start, match.end).join(""), make("b", {}, match.rule)));
    done = match.end;
  }
  sentence.append(letters.slice(done).join(""));
  return sentence;
}

byId("look").addEventListener("submit", (event) => { event.preventDefault(); look(); });
byId("sentence").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); look(); }
});
