// A finding as it is written down: severity, article, words, remedy, deadline, photos.
import { button, made } from "../offline/dom.js";
import { photoField } from "./photos.js";

const DAY = 24 * 3600_000;

/** A finding of a failed item, as the checklist puts it; or an empty one. */
export function newFinding(item, startedAt, words) {
  const from = new Date(startedAt).getTime();
  return {
    id: crypto.randomUUID(),
    item: item?.id ?? "",
    article: item?.article ?? "",
    severity: item?.severity ?? 1,
    text: item ? `${words.notMet} ${item.question}` : "",
    remedy: item?.remedy ?? "",
    deadline: localDay(from + (item?.days ?? 30) * DAY),
  };
}

function localDay(moment) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short" }).format(moment);
}

/** The fields of a finding. `changed()` after each change; `remove()` where it can be taken away. */
export function findingBox(record, finding, words, changed, remove) {
  const id = finding.id;
  const set = (name, value) => { finding[name] = value; changed(); };
  const box = made("fieldset", { className: "finding", id: `finding-${id}` }, made("legend", { textContent: finding.item ? words.finding : words.otherFinding }));
  const severity = made("div", { className: "answers severities" });
  severity.setAttribute("role", "radiogroup");
  severity.setAttribute("aria-label", words.severity);
  words.severities.forEach((text, level) => {
    const input = made("input", { type: "radio", name: `severity-${id}`, value: String(level), checked: finding.severity === level, onchange: () => set("severity", level) });
    severity.append(made("label", { className: "answer" }, input, made("span", { textContent: `${level} – ${text}` })));
  });
  box.append(
    made("p", { className: "field-name", textContent: words.severity }),
    severity,
    area(words.findingText, finding.text, `text-${id}`, (value) => set("text", value)),
    line(words.article, finding.article, `article-${id}`, (value) => set("article", value)),
    area(words.remedy, finding.remedy, `remedy-${id}`, (value) => set("remedy", value)),
    line(words.deadline, finding.deadline, `deadline-${id}`, (value) => set("deadline", value), "date"),
    photoField(record, words, { label: words.findingPhotos, finding: id }, changed),
  );
  if (remove) box.append(button(words.removeFinding, remove));
  return box;
}

export function line(label, value, name, set, type = "text") {
  const input = made("input", { type, value: value ?? "", id: name, name, oninput: () => set(input.value) });
  return made("div", { className: "field" }, made("label", { htmlFor: name, textContent: label }), input);
}

export function area(label, value, name, set) {
  const input = made("textarea", { value: value ?? "", id: name, name, rows: 3, oninput: () => set(input.value) });
  return made("div", { className: "field" }, made("label", { htmlFor: name, textContent: label }), input);
}
