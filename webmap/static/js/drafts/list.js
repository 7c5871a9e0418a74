// The drafts of this phone as a list: what, when, how far, and what can be done with each.
import { button, filled, made } from "../offline/dom.js";

const ZONE = "Asia/Ho_Chi_Minh";
const UNDO = 10_000;
const store = self.draftStore;
const queue = self.draftQueue;

/** Fills `box`, and follows what happens in this tab, in others and in the service worker. */
export class DraftList {
  constructor(box, words, edit) {
    Object.assign(this, { box, words, edit, rows: new Map() });
    this.line = made("p", { className: "hint" });
    this.line.setAttribute("role", "status");
    this.list = made("ul", { className: "plain" });
    this.heading = made("h2", { textContent: words.heading, tabIndex: -1 });
    this.all = made("p", { className: "pages" });
    this.all.append(button(words.sendAll, () => queue.sendAll({ now: true })));
    this.done = made("details");
    this.summary = made("summary");
    this.past = made("ul", { className: "plain" });
    this.done.append(this.summary, this.past);
    box.append(this.heading, this.line, this.list, this.all, this.done);
    this.channel = new BroadcastChannel("drafts");
    this.channel.onmessage = ({ data }) => (data.sending ? this.moved(data) : this.show());
  }

  /** Draws the list anew; rows that did not change stay as they are, with their focus. */
  async show() {
    const drafts = await store.all();
    const keys = new Set(drafts.map((draft) => draft.key));
    for (const [key, row] of this.rows) if (!keys.has(key)) { row.item.remove(); this.rows.delete(key); }
    const sent = drafts.filter((draft) => draft.state === "sent");
    this.order(this.list, drafts.filter((draft) => draft.state !== "sent"));
    this.order(this.past, sent);
    this.summary.textContent = filled(this.words.past, { n: sent.length });
    this.done.hidden = !sent.length;
    this.all.hidden = drafts.filter((draft) => draft.state === "waiting").length < 2;
    this.box.hidden = !drafts.length;
    this.wait(drafts);
  }

  order(list, drafts) {
    drafts.forEach((draft, place) => {
      const { item } = this.row(draft);
      if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
    });
  }

  say(text) {
    this.line.textContent = text;
  }

  row(draft) {
    const mark = JSON.stringify([draft.state, draft.why, draft.receipt]);
    let row = this.rows.get(draft.key);
    if (!row) this.rows.set(draft.key, row = { item: made("li") });
    if (row.mark === mark) { this.rest(row); return row; }
    const held = row.item.contains(document.activeElement);
    if (row.state && draft.state === "sent") this.done.open = true; // it went while somebody looked
    row.mark = mark;
    row.tag = made("span");
    row.bar = made("progress", { max: 1, value: 0, hidden: true });
    row.bar.setAttribute("aria-label", this.words.sending);
    const title = made("p");
    title.append(made("strong", { textContent: draft.what || this.words.untitled }), " ", row.tag);
    row.item.replaceChildren(title, made("p", { className: "hint", textContent: this.when(draft) }), row.bar, ...this.more(draft));
    row.state = draft.state;
    this.rest(row);
    if (held) (row.item.querySelector("button, a") ?? this.heading).focus();
    return row;
  }

  rest(row) {
    const looks = { waiting: "warn", refused: "warn", sent: "good", removed: "quiet" };
    row.tag.className = `tag ${looks[row.state]}`;
    row.tag.textContent = this.words[row.state];
    row.bar.hidden = true;
  }

  /** How far a draft is: real numbers, of pictures and of their bytes. */
  moved({ key, sending: { nth, all, done } }) {
    const row = this.rows.get(key);
    if (!row?.tag) return;
    row.tag.textContent = nth ? filled(this.words.sendingPhoto, { nth, all }) : this.words.sending;
    row.bar.hidden = !all;
    row.bar.value = done;
  }

  when({ created, photos, receipt, fields }) {
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" });
    const pictures = (receipt?.photos ?? photos).length;
    const parts = [clock.format(created).replace(",", "")];
    if (pictures) parts.push(filled(this.words.photos, { n: pictures }));
    if (fields.landmark) parts.push(fields.landmark);
    return parts.join(" · ");
  }

  more(draft) {
    const { words } = this;
    const buttons = made("p", { className: "pages" });
    const parts = [buttons];
    if (draft.state === "refused") parts.unshift(made("p", { className: "field-error", textContent: told(draft) }));
    if (draft.state === "sent") {
      parts.unshift(made("p", { textContent: filled(words.code, draft.receipt) }));
      buttons.append(made("a", { className: "button", href: pathOf(draft), textContent: words.open }));
    }
    if (draft.state === "waiting") buttons.append(button(words.send, () => this.send(draft)));
    if (draft.state === "refused") buttons.append(button(words.edit, () => this.edit(draft)));
    if (draft.state === "removed") buttons.append(button(words.undo, () => this.turn(draft, draft.was)));
    else buttons.append(button(words.remove, () => this.turn(draft, "removed")));
    for (const one of buttons.children) one.setAttribute("aria-label", `${one.textContent}: ${draft.what}`);
    return parts;
  }

  async send(draft) {
    if (!(await queue.send(draft.key, { now: true }))) this.say(this.words.still);
  }

  async turn(draft, state) {
    await store.update(draft.key, draft.state, { state, was: draft.state, at: state === "sent" ? draft.at : Date.now() });
    this.channel.postMessage({ key: draft.key });
    await this.show();
    if (state === "removed") setTimeout(() => this.show(), UNDO + 500);
  }

  // The next try of whichever draft is first.
  wait(drafts) {
    clearTimeout(this.timer);
    const next = Math.min(...drafts.filter((draft) => draft.state === "waiting" && draft.next).map((draft) => draft.next));
    if (Number.isFinite(next)) this.timer = setTimeout(() => queue.sendAll(), Math.max(1000, next - Date.now()));
  }
}

/** Why a draft was refused, in one line. */
export function told({ why, errors }) {
  return Object.values(errors ?? {}).join(" ") || why;
}

/** Where the receipt of a sent draft stands: always with us. */
export function pathOf({ receipt }) {
  return new URL(receipt.url, location.origin).pathname;
}

export { button, filled, made };
