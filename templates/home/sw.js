// Reads without a network: hashed files from the cache, the shift week as last seen, otherwise the offline page.
// Nothing else is kept: never a case, never a person's data. Logging out empties the cache.
const CACHE = "portal-1";
const SHELL = ["{% url "home:offline" %}", "{% static "vendor/bootstrap-5.3.9/bootstrap.min.css" %}", "{% static "portal/portal.css" %}", "{% static "portal/logo.svg" %}"];
const WEEK = /^\/volunteers\/shifts\/$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names))).then(() => clients.claim()));
});

async function keep(request, response) {
  if (response.ok && !response.redirected) await (await caches.open(CACHE)).put(request, response.clone());
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
    return (keeps && (await caches.match(request))) || caches.match(SHELL[0]);
  }
}

async function forget() {
  const cache = await caches.open(CACHE);
  const pages = (await cache.keys()).filter((request) => WEEK.test(new URL(request.url).pathname));
  await Promise.all(pages.map((request) => cache.delete(request)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && /^\/accounts\/(logout|login)\/$/.test(url.pathname)) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("{% get_static_prefix %}")) event.respondWith(cacheFirst(request));
  else if (request.mode === "navigate") event.respondWith(networkFirst(request, WEEK.test(url.pathname)));
});
