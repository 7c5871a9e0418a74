// The record of one visit as it is written on the phone. Everything is kept as it is typed.
import { button, filled, made } from "../offline/dom.js";
import { area, findingBox, line, newFinding } from "./findings.js";
import { keepSignature, photoField } from "./photos.js";
import { follow, here } from "./presence.js";
import { signatureBox } from "./signature.js";

const PAUSE = 300;
const MOST_POINTS = 1900;
const store = self.fieldStore;

/** Draws the record into `box`. `check` is what was packed of it (it may be gone), `lists` the checklists by name;
 *  `done(how)` is called with "send", "later" or "remove". Gives a function that stops everything and keeps it. */
export function recordForm(box, { record, check, lists, words, done }) {
  let waiting = 0;
  let last = Promise.resolve();
  const status = made("p", { className: "hint saved" });
  status.setAttribute("role", "status");

  const keep = () => {
    clearTimeout(waiting);
    waiting = 0;
    last = last.then(() => store.put(record)).then(
      () => { status.textContent = words.kept; },
      (error) => { status.textContent = error.name === "QuotaExceededError" ? words.full : words.notKept; },
    );
    return last;
  };
  const changed = (now = false) => {
    status.textContent = words.keeping;
    clearTimeout(waiting);
    if (now) return keep();
    waiting = setTimeout(keep, PAUSE);
    return last;
  };
  const soon = () => changed(true);
  addEventListener("pagehide", keep);
  const tracker = presence(record, words, changed);

  const heading = made("h1", { textContent: record.site, tabIndex: -1 });
  const errors = made("div", { className: "refusal", hidden: true, tabIndex: -1 });
  errors.setAttribute("role", "alert");
  const inside = made("div");
  box.replaceChildren(
    made("p", { className: "crumb" }, button(words.back, () => done("later"))),
    heading, made("p", { className: "quiet", textContent: record.code }), status, errors,
    start(record, words, changed, tracker),
    made("div", {}, entry(), inside),
    made("p", { className: "pages end" },
      Object.assign(button(words.finish, finish), { className: "strong" }),
      button(words.later, () => done("later")),
      button(words.remove, () => done("remove"))),
  );
  draw();
  if (record.state === "refused") tell(Object.values(record.errors ?? {}).length ? Object.values(record.errors) : [record.why]);
  else heading.focus();

  function entry() {
    const choices = [["in", words.letIn], ["no_access", words.noAccess]];
    return radios(words.gate, "gate", choices, record.outcome === "no_access" ? "no_access" : "in", (value) => {
      record.outcome = value === "no_access" ? "no_access" : "";
      changed();
      draw();
    });
  }

  function draw() {
    inside.replaceChildren(...(record.outcome === "no_access" ? noAccess() : visit()));
  }

  function noAccess() {
    return [
      area(words.noAccessReason, record.note, "note", (value) => { record.note = value; changed(); }),
      photoField(record, words, { label: words.photos }, soon),
    ];
  }

  function visit() {
    const others = made("div");
    const drawOthers = () => others.replaceChildren(
      ...record.findings.filter((one) => !one.item).map((one) => findingBox(record, one, words, changed, async () => {
        record.findings = record.findings.filter((other) => other !== one);
        await takeAway(one);
        await soon();
        drawOthers();
      })),
      button(words.addFinding, () => {
        const one = newFinding(null, record.started_at, words);
        record.findings.push(one);
        changed();
        drawOthers();
        others.querySelector(`#finding-${one.id} textarea`).focus();
      }),
    );
    drawOthers();
    return [
      ...lists.map((list) => checklist(list)),
      made("h2", { textContent: words.otherFindings }), others,
      made("h2", { textContent: words.photosOfSite }), photoField(record, words, { label: words.photos }, soon),
      made("h2", { textContent: words.representative }), ...person(), ending(),
    ];
  }

  async function takeAway(finding) {
    for (const file of record.files.filter((one) => one.finding === finding.id)) await store.dropFile(record.key, file.sha256);
    record.files = record.files.filter((one) => one.finding !== finding.id);
  }

  function checklist(list) {
    const count = made("span", { className: "quiet count-left" });
    const section = made("section", { className: "checklist" }, made("h2", {}, `${list.title} `, count));
    if (list.proposal) section.append(made("p", { className: "hint", textContent: words.proposal }));
    const tellLeft = () => {
      const left = list.items.filter((item) => !record.answers[item.id]).length;
      count.textContent = left ? filled(words.left, { n: left }) : words.allAnswered;
    };
    for (const [at, item] of list.items.entries()) section.append(question(item, at + 1, tellLeft));
    tellLeft();
    return section;
  }

  function question(item, number, tellLeft) {
    const place = made("div");
    const drawFinding = () => {
      const found = record.findings.find((one) => one.item === item.id);
      place.replaceChildren(...(found ? [findingBox(record, found, words, changed)] : []));
    };
    const choices = words.answers;
    const box = radios(`${number}. ${item.question}`, item.id, choices, record.answers[item.id], async (value) => {
      record.answers[item.id] = value;
      const found = record.findings.find((one) => one.item === item.id);
      if (value === "failed" && !found) record.findings.push(newFinding(item, record.started_at, words));
      if (value !== "failed" && found) {
        record.findings = record.findings.filter((one) => one !== found);
        await takeAway(found);
      }
      changed();
      tellLeft();
      drawFinding();
    });
    box.classList.add("question");
    box.append(made("p", { className: "hint", textContent: `${item.article}${item.seen ? "" : ` (${words.notSeen})`}${item.photo ? ` · ${words.photoWanted}` : ""}` }), place);
    drawFinding();
    return box;
  }

  function person() {
    const set = (name) => (value) => { record[name] = value; changed(); };
    return [
      line(words.name, record.representative, "representative", set("representative")),
      line(words.title, record.representative_title, "representative_title", set("representative_title")),
      area(words.opinion, record.opinion, "opinion", set("opinion")),
    ];
  }

  function ending() {
    const place = made("div");
    const drawEnd = () => {
      const how = record.ending;
      const parts = [];
      if (how === "glass") parts.push(glass());
      if (how === "paper") parts.push(photoField(record, words, { label: words.paperPage, purpose: "paper" }, soon));
      parts.push(area(how === "refused" ? words.refusedReason : words.note, record.note, "note", (value) => { record.note = value; changed(); }));
      place.replaceChildren(...parts);
    };
    const box = radios(words.signing, "ending", [["glass", words.signGlass], ["paper", words.signPaper], ["refused", words.signRefused]], record.ending, (value) => {
      record.ending = value;
      record.outcome = value === "refused" ? "refused_to_sign" : "signed";
      changed();
      drawEnd();
    });
    drawEnd();
    return made("div", {}, box, place);
  }

  function glass() {
    const box = signatureBox(words, async (blob) => { await keepSignature(record, blob); await soon(); tellSigned(); });
    const line = made("p", { className: "hint" });
    line.setAttribute("role", "status");
    const tellSigned = () => { line.textContent = record.files.some((one) => one.purpose === "signature") ? words.signed : words.notSigned; };
    tellSigned();
    box.append(line);
    return box;
  }

  // --- the end

  async function finish() {
    const lacks = lacking(record, lists, words);
    if (lacks.length) { tell(lacks); return; }
    errors.hidden = true;
    record.ended_at ||= new Date().toISOString();
    if (record.outcome === "no_access") { record.answers = {}; record.findings = []; }
    await keepFilesOf(record);
    await keep();
    done("send");
  }

  function tell(texts) {
    errors.replaceChildren(made("p", {}, made("strong", { textContent: words.lacks })), made("ul", {}, ...texts.map((text) => made("li", { textContent: text }))));
    errors.hidden = false;
    errors.scrollIntoView({ block: "center" });
    errors.focus({ preventScroll: true });
  }

  return async () => {
    removeEventListener("pagehide", keep);
    tracker.stop();
    await keep();
  };
}

/** What the server would refuse anyway is told while the team is still there. */
function lacking(record, lists, words) {
  const lacks = [];
  const need = (is, text) => { if (!is) lacks.push(text); };
  if (record.outcome === "no_access") {
    need(record.note.trim(), words.needsReason);
    return lacks;
  }
  need(lists.length === (record.checklist ? record.checklist.split("+").length : 0), words.noList);
  for (const list of lists) {
    const left = list.items.filter((item) => !record.answers[item.id]).length;
    need(!left, filled(words.leftIn, { list: list.title, n: left }));
  }
  need(record.findings.every((one) => one.text.trim()), words.needsText);
  need(record.findings.every((one) => one.severity === 0 || one.deadline), words.needsDeadline);
  need(record.outcome, words.needsEnding);
  const has = (purpose) => record.files.some((one) => one.purpose === purpose);
  if (record.outcome === "refused_to_sign") need(record.note.trim(), words.needsReason);
  if (record.outcome === "signed") {
    need(record.representative.trim(), words.needsName);
    need(record.ending === "paper" ? has("paper") : has("signature"), words.needsSignature);
  }
  return lacks;
}

/** Files of another way to end than the one chosen do not travel. */
async function keepFilesOf(record) {
  const way = record.outcome === "signed" ? (record.ending === "paper" ? "paper" : "signature") : "";
  const extra = record.files.filter((one) => one.purpose !== "evidence" && one.purpose !== way);
  for (const file of extra) await store.dropFile(record.key, file.sha256);
  record.files = record.files.filter((one) => !extra.includes(one));
}

function start(record, words, changed, tracker) {
  const begun = new Date(record.started_at);
  const local = new Date(begun.getTime() - begun.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const when = line(words.startedAt, local, "started_at", (value) => {
    const moment = new Date(value);
    if (!Number.isNaN(moment.getTime())) { record.started_at = moment.toISOString(); changed(); }
  }, "datetime-local");
  return made("section", {}, made("h2", { textContent: words.start }), when, tracker.box);
}

/** Where the team is: one position by a press, a line while the page is open for who agrees. */
function presence(record, words, changed) {
  const told = made("p", { className: "hint" });
  told.setAttribute("role", "status");
  let stop = () => {};
  const tell = (text) => { told.textContent = text ?? filled(words.points, { n: record.track.length }); };
  const add = (point) => {
    if (record.track.length >= MOST_POINTS) return;
    record.track.push(point);
    changed();
    tell();
  };
  const begin = () => { stop(); stop = follow(record.track.at(-1), add); };
  const once = button(words.takePosition, async () => {
    tell(words.positioning);
    try { add(await here()); } catch { tell(words.noPosition); }
  });
  const agree = made("input", { type: "checkbox", checked: Boolean(record.tracking), onchange: () => {
    record.tracking = agree.checked;
    if (agree.checked) begin(); else stop();
    changed();
  } });
  if (record.tracking) begin();
  tell(record.track.length ? undefined : "");
  const box = made("div", { className: "presence" }, once, told,
    made("label", { className: "choice" }, agree, made("span", { textContent: words.trackConsent })));
  return { box, stop: () => stop() };
}

function radios(legend, name, choices, chosen, picked) {
  const answers = made("div", { className: "answers" });
  for (const [value, text] of choices) {
    const input = made("input", { type: "radio", name: `q-${name}`, value, checked: value === chosen, onchange: () => picked(value) });
    answers.append(made("label", { className: "answer" }, input, made("span", { textContent: text })));
  }
  return made("fieldset", { className: "field" }, made("legend", { textContent: legend }), answers);
}
