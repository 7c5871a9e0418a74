// The service worker of the whole site: the report form opens without a network, drafts are sent when it is
// back (Background Sync), every other page says that there is none. Nothing private is ever kept: no receipt, no
// officer's page, no answer of an API. For officers in the field an empty shell of their page is kept once they
// opened it; what it shows lies in the page's own database. /sw.js puts `const SHELL = {version, pages, files, scripts,
// field: {page, files}}` before this.
importScripts(...SHELL.scripts);

const CACHE = `shell-${SHELL.version}`;
const REMEMBERED = "remembered"; // outlives a version
const LANGUAGE = "/remembered-language";
const FORM = "/incidents/new";
const OFFLINE = "/offline";
const FIELD = "/field";
const FIELD_CACHE = `field-${SHELL.version}`;
const PATIENCE = 4_000; // then a kept copy of the form is better than waiting
const OLD = 6 * 3600_000; // villages and categories change now and then

const OPENS = { [FORM]: form, [FIELD]: field };

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith((OPENS[address.pathname] ?? page)(event, address));
  } else if (address.pathname.startsWith("/static/")) {
    event.respondWith(file(request, address));
  }
});
self.addEventListener("sync", (event) => {
  if (event.tag === "drafts") event.waitUntil(sendAll(self.draftQueue));
  if (event.tag === "field") event.waitUntil(sendAll(self.fieldQueue));
});
self.addEventListener("message", (event) => {
  if (event.data?.language) event.waitUntil(remember(event.data.language));
  if (event.data?.keep === FIELD) event.waitUntil(keepField());
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...SHELL.files, ...SHELL.scripts].map((address) => new Request(address, { credentials: "omit" })));
  await Promise.all(SHELL.pages.map((address) => refresh(cache, address)));
  await self.skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// Without credentials: what is kept is the public's form, whoever is signed in here. A page is kept only together
// with every file it names, so that page and files are of one version.
async function refresh(cache, address) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new TypeError(`${address}: ${answer.status}`);
  const text = await answer.text();
  const named = new Set([...text.matchAll(/"(\/static\/[^"]+\?v=[^"]+)"/g)].map(([, found]) => found.replaceAll("&amp;", "&")));
  for (const one of named) {
    if (!(await cache.match(one))) await cache.add(new Request(one, { credentials: "omit" }));
  }
  // A kept form knows that it is one: its token is nobody's, so it is sent by the queue alone.
  const kept = text.replace('id="report-form"', 'id="report-form" data-kept');
  await cache.put(address, new Response(kept, { headers: answer.headers }));
}

// Asked for by the page itself, so that only phones of the field carry it. Files first, then the page, then the old
// version goes: what is kept is always whole.
async function keepField() {
  if (await (await caches.open(FIELD_CACHE)).match(FIELD)) return;
  const cache = await caches.open(FIELD_CACHE);
  const answer = await fetch(SHELL.field.page, { credentials: "same-origin", cache: "no-store", redirect: "error" });
  if (!answer.ok) throw new TypeError(`${SHELL.field.page}: ${answer.status}`);
  await cache.addAll(SHELL.field.files.map((address) => new Request(address, { credentials: "omit" })));
  await cache.put(FIELD, answer);
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("field-") && name !== FIELD_CACHE).map((name) => caches.delete(name)));
}

async function field(event, address) {
  const kept = await caches.match(FIELD, { ignoreVary: true });
  const live = fetch(event.request);
  const first = await Promise.race([live.catch(() => null), ...(kept ? [later(PATIENCE)] : [])]);
  if (first && first.status < 500) return first;
  return kept ?? live.catch(() => page(event, address));
}

async function form(event, address) {
  const cache = await caches.open(CACHE);
  const own = await inLanguage(FORM, address);
  const kept = await cache.match(own, { ignoreVary: true });
  const live = fetch(event.request);
  const first = await Promise.race([live.catch(() => null), ...(kept ? [later(PATIENCE)] : [])]);
  if (first && first.status < 500) {
    if (age(kept) > OLD) event.waitUntil(refresh(cache, own).catch(() => null));
    return first;
  }
  return kept ?? live;
}

async function page({ request }, address) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(await inLanguage(OFFLINE, address), { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

// A file with its version in its address never changes, nor does a font; the others are asked for first.
async function file(request, address) {
  const cache = await caches.open(CACHE);
  const kept = (await cache.match(request.url, { ignoreVary: true })) ?? (await caches.match(request.url, { ignoreVary: true }));
  if (kept && (address.searchParams.has("v") || address.pathname.endsWith(".woff2"))) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function inLanguage(path, address) {
  const remembered = await (await (await caches.open(REMEMBERED)).match(LANGUAGE))?.text();
  const wanted = address.searchParams.get("lang") ?? remembered;
  const known = SHELL.pages.filter((one) => one.startsWith(`${path}?`));
  return known.find((one) => one.endsWith(`lang=${wanted}`)) ?? known[0];
}

async function remember(language) {
  await (await caches.open(REMEMBERED)).put(LANGUAGE, new Response(language));
}

function age(kept) {
  return kept ? Date.now() - Date.parse(kept.headers.get("Date")) : Infinity;
}

function later(wait) {
  return new Promise((done) => { setTimeout(done, wait, null); });
}

// Rejecting tells the browser to try again later.
async function sendAll(queue) {
  if (await queue.sendAll({ now: true })) throw new Error("something still waits");
}
