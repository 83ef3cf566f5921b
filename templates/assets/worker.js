// Keeps style, scripts and pictures for a weak line, and shows a page of its own when there is none. What belongs to somebody
// (pages, answers, files) passes it by and is never kept: only /assets/… and /offline ever enter its store.
// TOLD stands above this text: { version, kept, lang }, from the desk that serves it.
'use strict';
const STORE = `desk-${TOLD.version}`;
const OFFLINE = '/offline';

addEventListener('install', (event) => {
  // What is sent goes its own way: a page that is left could not wait for a worker to pass on its last word.
  event.addRoutes?.({ condition: { requestMethod: 'POST' }, source: 'network' });
  event.waitUntil((async () => {
    const store = await caches.open(STORE);
    await store.addAll(TOLD.kept);
    await store.put(OFFLINE, await fetch(OFFLINE, { credentials: 'omit', cache: 'no-store', headers: { 'Accept-Language': TOLD.lang } }));
    await skipWaiting();
  })());
});

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== STORE) await caches.delete(name);
    await registration.navigationPreload?.enable();
    await clients.claim();
  })());
});

addEventListener('fetch', (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (request.mode === 'navigate') event.respondWith(page(event));
});

// An address with a hash never changes what it says.
async function asset(request) {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && answer.type === 'basic') (await caches.open(STORE)).put(request, answer.clone());
  return answer;
}

async function page(event) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE)) || Response.error();
  }
}
