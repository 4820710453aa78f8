/*
 * Keeps the shell so that the app opens without a network. A classic script without imports; the route puts two lines before it:
 * VERSION (of every file of the shell) and SHELL (their addresses). An allow-list: nothing personal can ever be kept here.
 */
/* global VERSION, SHELL */
const CACHE = `rhi-shell-${VERSION}`;
const PAGE = "/app/";
const FILES = SHELL.find((path) => path.startsWith("/app/static/")).match(/^\/app\/static\/[^/]+\//)[0];

addEventListener("install", (event) => {
  event.waitUntil(storeShell()); // one missing file fails the install, on purpose
  answerWithoutAsking(event);
});
addEventListener("activate", (event) => event.waitUntil(dropOldShells()));
addEventListener("message", (event) => {
  if (event.data === "take-over") skipWaiting(); // asked only while nothing is open (updates.js)
});
addEventListener("fetch", (event) => {
  if (belongsToShell(event.request)) event.respondWith(fromShell(event.request));
});

async function storeShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
}

/** Where a browser can, it answers for files out of the cache by itself: a start needs many, and asking this script for each costs more than reading it. */
function answerWithoutAsking(event) {
  event.addRoutes?.({ condition: { urlPattern: `${FILES}*` }, source: { cacheName: CACHE } }); // what the cache has lost is fetched
}

async function dropOldShells() {
  for (const name of await caches.keys()) {
    if (name.startsWith("rhi-shell-") && name !== CACHE) await caches.delete(name);
  }
  await clients.claim(); // the first page of a phone must open without a network at once
}

function belongsToShell(request) {
  const { origin, pathname } = new URL(request.url);
  return request.method === "GET" && origin === location.origin && (isPage(request, pathname) || SHELL.includes(pathname));
}

/** Every address of the app is the one page; which screen it means, the page reads from the address. */
function isPage(request, pathname) {
  return request.mode === "navigate" && pathname.startsWith(PAGE);
}

async function fromShell(request) {
  const { pathname } = new URL(request.url);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(isPage(request, pathname) ? PAGE : pathname);
  return kept ?? fetch(request); // the browser may have cleared the cache
}
