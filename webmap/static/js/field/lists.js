// The two lists of the field page: records of this phone, and the checks of these days.
import { button, filled, made } from "../offline/dom.js";

const LOOKS = { writing: "quiet", waiting: "warn", refused: "bad", removed: "quiet", sent: "good" };

/** Records that are on this phone, each with how far it is and what can be done. */
export function drawRecords(records, words, { edit, send, turn }) {
  const section = made("section", { hidden: !records.length }, made("h2", { textContent: words.records }));
  const list = made("ul", { className: "plain records" });
  for (const record of records) list.append(row(record));
  section.append(list);
  return section;

  function row(record) {
    const bar = made("progress", { max: 1, value: 0, hidden: true });
    bar.setAttribute("aria-label", words.sending);
    const buttons = made("p", { className: "pages" });
    const add = (text, act) => {
      const one = button(text, act);
      one.setAttribute("aria-label", `${text}: ${record.site}`);
      one.dataset.mark = `${record.key} ${text}`;
      buttons.append(one);
    };
    if (record.state === "writing") add(words.goOn, () => edit(record));
    if (record.state === "waiting") add(words.send, () => send(record));
    if (record.state === "refused") { add(words.edit, () => edit(record)); add(words.sendAgain, () => send(record)); }
    if (record.state === "removed") add(words.undo, () => turn(record, record.was));
    else if (record.state !== "waiting") add(words.remove, () => turn(record, "removed"));
    if (record.state === "sent") buttons.prepend(made("a", { className: "button", href: new URL(record.receipt.url, location.origin).pathname, textContent: words.open }));
    const why = record.state === "refused" ? Object.values(record.errors ?? {}).join(" ") || record.why : record.state === "waiting" ? record.why : "";
    const item = made("li", {},
      made("p", {}, made("strong", { textContent: record.site }), " ", made("span", { className: `tag ${LOOKS[record.state]}`, textContent: words.states[record.state] })),
      made("p", { className: "hint", textContent: parts(record) }), bar,
      ...(why ? [made("p", { className: "field-error", textContent: why })] : []), buttons);
    item.dataset.record = record.key;
    return item;
  }

  function parts(record) {
    const found = record.findings?.length ?? 0;
    const photos = (record.files ?? []).filter((one) => one.purpose !== "signature").length;
    const outcome = record.outcome ? words.outcomes[record.outcome] : "";
    return [record.code, outcome, found ? filled(words.findings, { n: found }) : "", photos ? filled(words.photoCount, { n: photos }) : ""].filter(Boolean).join(" · ");
  }
}

/** The checks, those of today first. */
export function drawChecks(pack, records, words, { begin, edit }) {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short" }).format(new Date());
  const groups = [
    [words.today, (day) => day === today],
    [words.past, (day) => day && day < today],
    [words.coming, (day) => day > today],
    [words.noDay, (day) => !day],
  ];
  const section = made("section");
  for (const [heading, belongs] of groups) {
    const found = pack.checks.filter((check) => belongs(check.planned_on ?? ""));
    if (!found.length) continue;
    section.append(made("h2", { textContent: heading }), made("ul", { className: "plain stops" }, ...found.map(card)));
  }
  if (!pack.checks.length) section.append(made("p", { className: "empty", textContent: words.noChecks }));
  return section;

  function card(check) {
    const own = records.find((one) => one.inspection === check.id && one.state !== "removed");
    const { site } = check;
    const item = made("li", {}, made("p", {}, made("strong", { textContent: site.name })),
      made("p", { className: "hint", textContent: [when(check), check.kind_words, site.address, site.village].filter(Boolean).join(" · ") }),
      made("p", { className: "tags" }, ...check.contents_words.map((text) => made("span", { className: "tag", textContent: text })), made("span", { className: "tag quiet", textContent: check.code })));
    if (check.decision_number) item.append(made("p", { className: "hint", textContent: filled(words.decision, { number: check.decision_number, day: shortDay(check.decision_date) }) }));
    else item.append(made("p", { className: "field-error", textContent: words.noDecision }));
    if (check.earlier.length) item.append(made("details", {}, made("summary", { textContent: filled(words.earlier, { n: check.earlier.length }) }), made("ul", {}, ...check.earlier.map((one) => made("li", { textContent: `${words.severities[one.severity]}: ${one.text}${one.deadline ? ` (${filled(words.until, { day: shortDay(one.deadline) })})` : ""}` })))));
    if (check.capped_words) item.append(made("p", { className: "refusal", textContent: check.capped_words }));
    item.append(made("p", { className: "pages" }, ...buttons(check, own)));
    return item;
  }

  function buttons(check, own) {
    const found = [];
    const act = own?.state === "writing" || own?.state === "refused" ? button(words.goOn, () => edit(own)) : button(words.begin, () => begin(check));
    act.className = own ? "" : "strong";
    act.dataset.mark = `${check.id} act`;
    act.setAttribute("aria-label", `${act.textContent}: ${check.site.name}`);
    if (!own || own.state === "writing" || own.state === "refused") found.push(act);
    else found.push(made("span", { className: `tag ${LOOKS[own.state]}`, textContent: words.states[own.state] }));
    if (check.place) {
      const [lon, lat] = check.place;
      const map = made("a", { className: "button", href: `geo:${lat},${lon}?q=${lat},${lon}`, textContent: words.way });
      map.setAttribute("aria-label", `${words.way}: ${check.site.name}`);
      found.push(map, made("span", { className: "quiet place", textContent: `${lat.toFixed(5)}, ${lon.toFixed(5)}` }));
    } else found.push(made("span", { className: "quiet", textContent: words.noPlace }));
    return found;
  }

  function when({ planned_on: day, from, to }) {
    return [from && to ? `${from}–${to}` : "", day && day !== today ? shortDay(day) : ""].filter(Boolean).join(", ");
  }
}

function shortDay(iso) {
  return iso ? iso.slice(0, 10).split("-").reverse().join("/") : "";
}
