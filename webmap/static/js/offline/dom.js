// Small helpers of pages that draw themselves.

export function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

export function made(tag, properties, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}

export function button(text, act) {
  return made("button", { type: "button", textContent: text, onclick: act });
}
