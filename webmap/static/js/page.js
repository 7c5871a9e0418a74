// What every map page does: keeps its address, filters without a reload, opens cards, finds the reader.
import { swatch } from "tiles";
import { showAreas } from "./areas.js";

export function startPage(map, options) {
  const page = { map, options, layers: featureLayers(map), root: document.querySelector(".map-page") };
  measureTop();
  addEventListener("resize", measureTop);
  map.invalidateSize();
  controls(page);
  fit(page);
  keepView(page);
  filters(page);
  cards(page);
  locate(page);
  legend(page);
  showAreas(page, say);
  fold(page);
  printing(page);
  window.mapPage = page;
}

function featureLayers(map) {
  return [...(L.FeatureTiles.layersOf?.(map) ?? L.tileLayers?.values() ?? [])].filter((layer) => layer.options.key !== "base");
}

function measureTop() {
  const main = document.getElementById("main");
  document.documentElement.style.setProperty("--top", `${main.offsetTop}px`);
}

// The commune is shown beside the legend, not under it.
function fit({ map, root }) {
  const legend = document.getElementById("legend");
  if ("fixed" in root.dataset || innerWidth <= 800 || !legend.open) return;
  map.fitBounds(extentOf(root), { paddingBottomRight: [legend.offsetWidth, 0], animate: false });
}

function extentOf(root) {
  const [west, south, east, north] = JSON.parse(root.dataset.extent);
  return L.latLngBounds([[south, west], [north, east]]);
}

function say(page, text) {
  const line = document.getElementById("map-message");
  line.textContent = text;
  line.hidden = !text;
  clearTimeout(page.silence);
  if (text) page.silence = setTimeout(() => say(page, ""), 6000);
}

function controls({ map, options }) {
  const { words } = options;
  const name = (selector, text) => {
    const link = map.getContainer().querySelector(selector);
    if (link) { link.title = text; link.setAttribute("aria-label", text); }
  };
  name(".leaflet-control-zoom-in", words.zoomIn);
  name(".leaflet-control-zoom-out", words.zoomOut);
  name(".leaflet-control-layers-toggle", words.layers);
  map.attributionControl?.setPrefix("Leaflet");
}

// --- the address bar tells view, filters and layers, so that a link shows the same map
function keepView(page) {
  const { map, layers } = page;
  const keep = () => {
    const address = new URL(location);
    const { lat, lng } = map.getCenter();
    address.searchParams.set("view", `${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
    const shown = layers.filter((layer) => map.hasLayer(layer)).map((layer) => layer.options.key);
    if (layers.length > 1 || shown.length < layers.length) address.searchParams.set("layers", shown.join(","));
    history.replaceState(null, "", readable(address));
    page.search = location.search;
  };
  map.on("moveend overlayadd overlayremove", keep);
}

function readable(address) {
  return address.pathname + address.search.replaceAll("%2F", "/").replaceAll("%2C", ",") + address.hash;
}

// --- filters: the server renders, we swap the parts and give the tiles the same words
function filters(page) {
  const form = document.getElementById("filters");
  slider(form);
  form.addEventListener("change", (event) => {
    if (event.target.type === "range") return;
    apply(page, form);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(page, form); });
  document.getElementById("figures").addEventListener("click", (event) => follow(page, event, ".tiles a"));
  document.getElementById("list").addEventListener("click", (event) => follow(page, event, "a[rel=next]", "list"));
  page.search = location.search;
  // A skip link moves within the page; only another question asks the server again.
  addEventListener("popstate", () => { if (location.search !== page.search) location.reload(); });
}

function apply(page, form) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) asked.set(name, value);
  go(page, asked);
}

function follow(page, event, selector, focus) {
  const link = event.target.closest(selector);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(page, new URL(link.href).searchParams, focus);
}

async function go(page, asked, focus) {
  const address = new URL(location);
  const kept = ["view", "layers", "lang"].filter((name) => address.searchParams.has(name));
  for (const name of kept) asked.set(name, address.searchParams.get(name));
  address.search = asked.toString();
  page.asking?.abort();
  page.asking = new AbortController();
  const list = document.getElementById("list");
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: page.asking.signal });
    if (!answer.ok) { location = address; return; }
    swap(await answer.text());
  } catch (error) {
    if (error.name !== "AbortError") say(page, page.options.words.failed);
    return;
  } finally {
    list.removeAttribute("aria-busy");
  }
  history.pushState(null, "", readable(address));
  page.search = location.search;
  const told = document.querySelector("[data-tile-words]");
  const words = told ? JSON.parse(told.dataset.tileWords) : Object.fromEntries([...asked].filter(([name]) => !["view", "layers", "lang", "near", "after", "offset", "search"].includes(name)));
  for (const layer of page.layers) if (layer.options.filtered) layer.setFilter(words);
  swatches(document);
  showAreas(page, say);
  if (focus) { document.getElementById(focus).focus(); document.getElementById(focus).scrollIntoView(); }
  else fitToFound(page, asked);
}

function swap(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const id of ["figures", "list", "filters", "areas"]) {
    const old = document.getElementById(id), made = fresh.getElementById(id);
    if (!old || !made) continue;
    if (id === "filters") renewFilters(old, made);
    else if (id === "areas") old.dataset.areas = made.dataset.areas;
    else old.replaceChildren(...made.childNodes);
  }
}

function renewFilters(old, made) {
  for (const field of made.elements) {
    const mine = field.id ? old.querySelector(`#${CSS.escape(field.id)}`) : null;
    if (mine && mine !== document.activeElement && "value" in field) { mine.value = field.value; mine.dispatchEvent(new Event("renewed")); }
  }
  old.querySelector(".filter-buttons").replaceChildren(...made.querySelector(".filter-buttons").childNodes);
}

function fitToFound(page, asked) {
  if (!asked.get("search") && !asked.get("near")) return;
  const places = [...document.querySelectorAll("#list .card")].flatMap(({ dataset: { lat, lon, extent } }) =>
    lat ? [[Number(lat), Number(lon)]] : extent ? JSON.parse(extent).map(([x, y]) => [y, x]) : []);
  if (places.length) page.map.fitBounds(places, { maxZoom: 16, padding: [40, 40] });
}

// --- a select of months becomes a slider
function slider(form) {
  const select = form.querySelector("select[data-slider]");
  if (!select) return;
  const line = document.createElement("div");
  line.className = "slider";
  const range = Object.assign(document.createElement("input"), { type: "range", min: 0, max: select.options.length - 1, step: 1 });
  const output = document.createElement("output");
  const show = () => {
    output.textContent = select.options[range.value].textContent.trim();
    range.setAttribute("aria-valuetext", output.textContent);
  };
  const renew = () => { range.value = select.selectedIndex; show(); };
  range.setAttribute("aria-label", form.querySelector(`label[for="${select.id}"]`).textContent);
  range.addEventListener("input", () => { select.selectedIndex = range.value; show(); });
  range.addEventListener("change", () => select.dispatchEvent(new Event("change", { bubbles: true })));
  select.addEventListener("renewed", renew);
  select.hidden = true;
  line.append(range, output);
  select.after(line);
  renew();
}

// --- cards: a feature on the map, or its entry in the list, opens the same card
function cards(page) {
  for (const layer of page.layers) {
    layer.on("feature", ({ id, latlng, properties }) => {
      page.chosenAt = latlng;
      const address = cardAddress(layer.options.key, id);
      if (address && !(properties?.n > 1)) openCard(page, address, latlng);
    });
  }
  document.getElementById("list").addEventListener("click", (event) => {
    const button = event.target.closest(".show-on-map");
    if (button) showOnMap(page, button.closest(".card"));
  });
}

function cardAddress(key, id) {
  return { "collection-points": `/places/${id}/card`, sites: `/places/${id}/card`, "risk-zones": `/maps/risk-zones/${id}/card`, incidents: `/maps/incidents/${id}/card`, inbox: `/maps/incidents/${id}/card` }[key];
}

function showOnMap(page, card) {
  for (const other of document.querySelectorAll(".card.chosen")) other.classList.remove("chosen");
  card.classList.add("chosen");
  let place;
  if (card.dataset.extent) {
    const bounds = L.latLngBounds(JSON.parse(card.dataset.extent).map(([lon, lat]) => [lat, lon]));
    page.map.fitBounds(bounds, { maxZoom: 16 });
    place = bounds.getCenter();
  } else {
    place = L.latLng(card.dataset.lat, card.dataset.lon);
    page.map.setView(place, Math.max(page.map.getZoom(), 17));
  }
  if (innerWidth <= 800) page.map.getContainer().scrollIntoView({ block: "nearest" });
  openCard(page, card.dataset.card, place);
}

async function openCard(page, address, place) {
  const body = document.createElement("div");
  body.textContent = page.options.words.loading;
  const popup = L.popup({ maxWidth: 300, autoPanPadding: [20, 60] }).setLatLng(place).setContent(body).openOn(page.map);
  const close = popup.getElement()?.querySelector(".leaflet-popup-close-button");
  close?.setAttribute("aria-label", page.options.words.close);
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    // Our own server rendered and escaped it; the page's policy lets no script in it run.
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    body.replaceChildren(...fresh.body.childNodes);
  } catch {
    body.textContent = page.options.words.failed;
  }
  popup.update();
}

// --- "vị trí của tôi"
function locate(page) {
  const { map, options } = page;
  document.getElementById("locate").addEventListener("click", () => map.locate({ enableHighAccuracy: true, timeout: 15000 }));
  map.on("locationerror", () => say(page, options.words.denied));
  map.on("locationfound", ({ latlng, accuracy }) => {
    if (!map.options.maxBounds || !L.latLngBounds(map.options.maxBounds).contains(latlng)) { say(page, options.words.outside); return; }
    page.here?.remove();
    page.here = L.layerGroup([
      L.circle(latlng, { radius: accuracy, color: "#0a58ca", weight: 1, fillOpacity: 0.12 }),
      L.circleMarker(latlng, { radius: 9, color: "#fff", weight: 3, fillColor: "#0a58ca", fillOpacity: 1 }).bindTooltip(options.words.here),
    ]).addTo(map);
    if (document.querySelector("[data-card^='/places/']") && location.pathname === "/") {
      const asked = new URL(location).searchParams;
      asked.delete("after");
      asked.set("near", `${latlng.lat.toFixed(4)},${latlng.lng.toFixed(4)}`);
      go(page, asked);
    } else {
      map.setView(latlng, Math.max(map.getZoom(), 16));
    }
  });
}

// --- legend: the same drawing as the map, and only what is on it now
function swatches(root) {
  for (const place of root.querySelectorAll("[data-swatch]:empty")) {
    const [key, ...name] = place.dataset.swatch.split("/");
    const style = window.mapPage?.options.styles[key] ?? startingStyles?.[key];
    const look = name.length > 1 ? style?.[name[0]]?.[name[1]] : style?.classes[name[0]];
    if (look) place.append(swatch(look, 26));
  }
}
let startingStyles;

function legend(page) {
  startingStyles = page.options.styles;
  swatches(document);
  const box = document.getElementById("legend");
  if (innerWidth <= 800) box.open = false;
  const onMap = new Map();
  const renew = () => {
    for (const list of box.querySelectorAll("[data-layer]")) {
      const layer = page.layers.find((one) => one.options.key === list.dataset.layer);
      const seen = onMap.get(list.dataset.layer);
      list.hidden = !layer || !page.map.hasLayer(layer);
      for (const item of list.children) item.hidden = Boolean(seen) && "class" in item.dataset && !seen.has(item.dataset.class);
    }
  };
  for (const layer of page.layers) layer.on("shown", ({ classes }) => { onMap.set(layer.options.key, new Set([...classes].map(String))); renew(); });
  page.map.on("overlayadd overlayremove", renew);
  renew();
}

// --- panel and print
function fold(page) {
  const button = document.getElementById("fold");
  button.addEventListener("click", () => {
    const folded = page.root.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!folded));
    button.textContent = folded ? page.options.words.show : page.options.words.hide;
    page.map.invalidateSize();
  });
}

function printing(page) {
  document.getElementById("print").addEventListener("click", () => print());
  // The sheet's size is known beforehand, so the map takes it before the browser lays out the pages.
  let view;
  addEventListener("beforeprint", () => {
    const whole = extentOf(page.root);
    const showsAll = page.map.getBounds().contains(whole);
    view = [page.map.getCenter(), page.map.getZoom()];
    document.getElementById("legend").open = true;
    page.root.classList.add("printing");
    page.map.invalidateSize({ animate: false });
    if (showsAll) page.map.fitBounds(whole, { animate: false });
  });
  addEventListener("afterprint", () => {
    page.root.classList.remove("printing");
    page.map.invalidateSize({ animate: false });
    page.map.setView(...view, { animate: false });
  });
}
