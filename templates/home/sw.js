// Reads without a network: hashed files from the cache, the shift week as last seen, an empty survey form that its
// investigator opened, the check-in list that a leader opened and the counter of a meal place (the portal marks them with
// X-Offline-Copy), otherwise the offline page. The list holds the names of those with a place and is left out once the roster is confirmed.
// A route of festival visits that is under way is kept with the forms of its homes; its list shows masked names.
// Nothing else is kept: never a case, never another person's data. Logging out empties the cache.
const CACHE = "portal-5";
const SHELL = ["{% url "home:offline" %}", "{% static "portal/bootstrap.css" %}", "{% static "portal/portal.css" %}", "{% static "portal/logo.svg" %}"];
const WEEK = /^\/volunteers\/shifts\/$/;
const VISIT = /^(\/applications\/[^/]+\/visits\/\d+|\/volunteers\/team\/shifts\/\d+\/check-in|\/meals\/redeem\/[^/]+|\/festival-visits\/routes\/[^/]+(\/visits\/\d+)?)\/$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names))).then(() => clients.claim()));
});

async function keep(request, response) {
  const cache = await caches.open(CACHE);
  const path = new URL(request.url || request, location).pathname;
  const mayStay = !VISIT.test(path) || response.headers.get("X-Offline-Copy") === "yes";
  if (response.ok && !response.redirected && mayStay) await cache.put(request, response.clone());
  else if (VISIT.test(path) && response.status) await cache.delete(path, { ignoreVary: true });
  return response;
}

async function cacheFirst(request) {
  return (await caches.match(request)) || keep(request, await fetch(request));
}

async function networkFirst(request, keeps) {
  try {
    const response = await fetch(request);
    return keeps ? await keep(request, response) : response;
  } catch {
    return (keeps && (await caches.match(request, { ignoreVary: true }))) || caches.match(SHELL[0]);
  }
}

const isPage = (path) => WEEK.test(path) || VISIT.test(path);

async function takeAlong(path, files, port) {
  const cache = await caches.open(CACHE);
  const own = files.filter((file) => new URL(file).pathname.startsWith("{% get_static_prefix %}"));
  for (const file of own) if (!(await cache.match(file))) await keep(file, await fetch(file));
  await keep(path, await fetch(path, { credentials: "same-origin" }));
  if (await cache.match(path, { ignoreVary: true })) port.postMessage("kept");
}

self.addEventListener("message", (event) => {
  const { takeAlong: path, files, drop } = event.data;
  if (path && VISIT.test(path)) event.waitUntil(takeAlong(path, files, event.ports[0]).catch(() => {}));
  if (drop) event.waitUntil(caches.open(CACHE).then((cache) => cache.delete(drop, { ignoreVary: true })));
});

async function forget() {
  const cache = await caches.open(CACHE);
  const pages = (await cache.keys()).filter((request) => isPage(new URL(request.url).pathname));
  await Promise.all(pages.map((request) => cache.delete(request)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && /^\/accounts\/(logout|login)\/$/.test(url.pathname)) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("{% get_static_prefix %}")) event.respondWith(cacheFirst(request));
  else if (request.mode === "navigate") event.respondWith(networkFirst(request, isPage(url.pathname)));
});
