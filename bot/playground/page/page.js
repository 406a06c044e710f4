// The chat: asks for news, shows what the chosen member sees, and plays what they do.
"use strict";

const state = { me: "", chat: "", version: -1, view: null, round: 0, context: null, isLost: false, isFresh: true, dismissed: new Set() };
const shown = new Map(); // message key -> { element, json }
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

// News

async function follow() {
  const round = ++state.round;
  while (round === state.round) {
    try {
      const query = new URLSearchParams({ as: state.me, chat: state.chat, since: state.version });
      const view = await ask(`api/news?${query}`);
      if (round !== state.round) return;
      if (state.isLost) say("");
      state.isLost = false;
      state.version = view.version;
      show(view);
      await showRecords();
    } catch (error) {
      if (round !== state.round) return;
      state.isLost = true;
      say("The playground does not answer. Is it still running?");
      await new Promise((resume) => setTimeout(resume, 1000));
    }
  }
}

function lookAs(me, chat) {
  state.me = me;
  state.chat = chat;
  state.version = -1;
  state.isFresh = true;
  shown.clear();
  byId("messages").replaceChildren();
  setContext(null);
  follow();
}

function show(view) {
  state.me ||= view.me; // the first news says who and where one begins
  state.chat ||= view.chat.key;
  state.view = view;
  if (state.isFresh) view.notices.forEach((notice) => state.dismissed.add(notice.id)); // said before anybody looked
  state.isFresh = false;
  choices("people", view.people.map((person) => ({
    key: person.key, name: person.name, more: person.standing === "member" ? "" : person.standing,
  })), state.me, (key) => lookAs(key, view.chat.is_private ? key : state.chat));
  choices("places", [
    ...view.chats.map((chat) => ({ key: chat.key, name: chat.title, more: "" })),
    { key: state.me, name: "Private chat", more: "with the bot" },
  ], state.chat, (key) => lookAs(state.me, key));
  byId("chat-title").textContent = view.chat.is_private ? `Private chat with ${view.bot.name}` : view.chat.title;
  byId("bot-standing").textContent = view.chat.is_private ? "" : `${view.bot.name} is ${
    { "administrator": "an administrator here", "member": "a member here" }[view.bot.standing] ?? "not here"}`;
  byId("bot-switch").textContent =
    view.bot.standing === "administrator" ? "Make the bot an ordinary member" : "Make the bot an administrator";
  byId("events").hidden = view.chat.is_private;
  byId("words-label").textContent = `Message as ${view.people.find((person) => person.key === state.me)?.name ?? ""}`;
  for (const control of document.querySelectorAll("#composer button, #composer textarea, #events button, #samples button")) {
    control.disabled = !view.is_member && control.dataset.play !== "join";
  }
  showMessages(view.messages);
  byId("empty").hidden = view.messages.length > 0;
  byId("empty").textContent = view.chat.is_private ? "Nothing has been said here yet. Send /start to begin." :
    "Nothing has been said here yet.";
  showNotice(view.notices.filter((notice) => !state.dismissed.has(notice.id)).at(-1));
}

/** Radio buttons; left alone while nothing changes, so that the focus stays. */
function choices(name, options, chosen, choose) {
  const box = byId(`${name}-choices`);
  const now = JSON.stringify(options);
  if (box.dataset.shown !== now) {
    const had = box.contains(document.activeElement);
    box.dataset.shown = now;
    box.replaceChildren(...options.map((option) => make("label", {},
      make("input", { type: "radio", name, value: option.key }),
      make("span", {}, option.name, option.more ? make("small", {}, ` (${option.more})`) : null))));
    box.onchange = (event) => choose(event.target.value);
    if (had) requestAnimationFrame(() => box.querySelector("input:checked")?.focus());
  }
  for (const input of box.querySelectorAll("input")) input.checked = input.value === chosen;
}

// Messages

function showMessages(messages) {
  const list = byId("messages");
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const keys = new Set();
  let grew = false;
  for (const message of messages) {
    const key = `${message.is_ephemeral ? "only" : "all"} ${message.id}`;
    const json = JSON.stringify(message);
    const before = shown.get(key);
    keys.add(key);
    if (before?.json === json) continue;
    const element = message.event ? happening(message) : bubble(message);
    if (before) {
      const had = before.element.contains(document.activeElement);
      before.element.replaceWith(element);
      if (had) { element.tabIndex = -1; element.focus({ preventScroll: true }); }
    } else {
      list.append(element);
      grew = true;
    }
    shown.set(key, { element, json });
  }
  for (const [key, { element }] of shown) {
    if (!keys.has(key)) { element.remove(); shown.delete(key); }
  }
  if (wasAtEnd || (grew && messages.at(-1)?.is_mine)) list.scrollTop = list.scrollHeight;
}

function time(message) {
  const at = new Date(message.at * 1000);
  return make("time", { datetime: at.toISOString() }, clock.format(at));
}

function happening(message) {
  return make("li", { class: "happening" }, message.event, " ", time(message));
}

function bubble(message) {
  const kinds = ["message", message.is_mine && "mine", message.is_bot && "bot", message.is_ephemeral && "private"];
  const element = make("li", { class: kinds.filter(Boolean).join(" ") },
    message.is_ephemeral ? make("p", { class: "only" }, message.is_bot ? "Only you can see this" : "Only you and the bot can see this") : null,
    make("p", { class: "from" }, make("strong", {}, message.is_mine ? `${message.sender} (you)` : message.sender),
      message.is_bot ? "bot" : null, time(message), message.is_edited ? "edited" : null));
  if (message.reply_to) {
    element.append(make("p", { class: "reply" }, `In answer to ${message.reply_to.sender}: ${message.reply_to.text}`));
  }
  if (message.attachment) element.append(make("p", { class: "attachment" }, message.attachment));
  if (message.text) element.append(formatted(message));
  message.buttons.forEach((row, number) => element.append(keyboard(message, row, number)));
  if (!message.is_ephemeral && !state.view.chat.is_private) element.append(actions(message));
  return element;
}

/** The words with the few formats that matter; offsets are UTF-16 units, as JavaScript counts. */
function formatted(message) {
  const tags = { bold: "strong", italic: "em", code: "code", pre: "code" };
  const text = make("p", { class: "text" });
  let done = 0;
  for (const entity of message.entities) {
    if (entity.offset < done) continue;
    const words = message.text.slice(entity.offset, entity.offset + entity.length);
    const link = entity.type === "text_link" && /^https?:/.test(entity.url);
    text.append(message.text.slice(done, entity.offset), link
      ? make("a", { href: entity.url, rel: "noopener noreferrer", target: "_blank" }, words)
      : make(tags[entity.type] ?? "span", {}, words));
    done = entity.offset + entity.length;
  }
  text.append(message.text.slice(done));
  return text;
}

function keyboard(message, row, rowNumber) {
  const before = message.buttons.slice(0, rowNumber).reduce((sum, each) => sum + each.length, 0);
  return make("div", { class: "keyboard" }, ...row.map((button, place) => {
    if (button.url && /^https?:/.test(button.url)) {
      return make("a", { href: button.url, rel: "noopener noreferrer", target: "_blank" }, button.text);
    }
    const element = make("button", { type: "button" }, button.text);
    element.addEventListener("click", () => act("press", {
      message: message.id, ephemeral: message.is_ephemeral, button: before + place,
    }));
    return element;
  }));
}

function actions(message) {
  const about = make("span", { class: "unseen" }, ` to ${message.sender}: ${(message.text || message.attachment).slice(0, 40)}`);
  const reply = make("button", { type: "button", class: "quiet" }, "Reply", about);
  reply.addEventListener("click", () => setContext({ kind: "reply", message }));
  const row = make("p", { class: "actions" }, reply);
  if (message.is_mine && message.text) {
    const edit = make("button", { type: "button", class: "quiet" }, "Edit", make("span", { class: "unseen" }, ` ${message.text.slice(0, 40)}`));
    edit.addEventListener("click", () => setContext({ kind: "edit", message }));
    row.append(edit);
  }
  return row;
}

function showNotice(notice) {
  const box = byId("notice");
  if ((notice?.id ?? "") === (box.dataset.id ?? "")) return;
  box.dataset.id = notice?.id ?? "";
  if (!notice) return box.replaceChildren();
  const dismiss = make("button", { type: "button", class: "quiet" }, "Dismiss");
  dismiss.addEventListener("click", () => { clearNotice(); byId("words").focus(); });
  box.replaceChildren(make("span", {}, make("strong", {}, `${state.view.bot.name}, to you: `), notice.text), dismiss);
}

function clearNotice() {
  for (const notice of state.view?.notices ?? []) state.dismissed.add(notice.id);
  showNotice(undefined);
}

// What people do

async function act(verb, given = {}) {
  clearNotice();
  try {
    const nobody = verb === "join" ? {} : { who: state.me };
    await ask(`api/play/${verb}`, { chat: state.chat, ...nobody, ...given });
    say("");
    return true;
  } catch (error) {
    say(`That did not work: ${error.message}.`);
    return false;
  }
}

function say(problem) {
  if (byId("problem").textContent !== problem) byId("problem").textContent = problem;
}

/** Answering or editing a message, or neither. */
function setContext(context) {
  const was = state.context;
  state.context = context;
  byId("context").hidden = context === null;
  if (context === null) {
    if (was?.kind === "edit") byId("words").value = "";
    return;
  }
  const { kind, message } = context;
  byId("context-text").textContent = kind === "edit" ? "Editing your message" :
    `Answering ${message.sender}: ${(message.text || message.attachment).slice(0, 60)}`;
  if (kind === "edit") byId("words").value = message.text;
  byId("words").focus();
}

async function send() {
  const words = byId("words");
  const text = words.value;
  if (!text.trim()) return words.focus();
  const { kind, message } = state.context ?? {};
  const done = kind === "edit" ? await act("edit", { message: message.id, text })
    : await act("say", { text, reply_to: kind === "reply" ? message.id : null });
  if (!done) return;
  state.context = null;
  byId("context").hidden = true;
  words.value = "";
  words.focus();
}

byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
byId("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  if (event.key === "Escape" && state.context) setContext(null);
});
byId("context-cancel").addEventListener("click", () => { setContext(null); byId("words").focus(); });
byId("samples").addEventListener("click", (event) => {
  const sample = event.target.closest(".sample");
  if (!sample) return;
  byId("words").value = sample.textContent;
  byId("words").focus();
});
for (const button of document.querySelectorAll("button[data-play]")) {
  button.addEventListener("click", () => act(button.dataset.play));
}
for (const form of document.querySelectorAll("form[data-play]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    if ("seconds" in given) given.seconds = Number(given.seconds);
    act(form.dataset.play, given);
  });
}
byId("bot-switch").addEventListener("click", () =>
  act("bot_standing", { administrator: state.view.bot.standing !== "administrator" }));

if (matchMedia("(max-width: 56rem)").matches) byId("events").open = false;
follow();
look();
