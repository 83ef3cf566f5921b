// Pages work without this file. With it, parts of a page stay true by themselves: when the desk says that something changed
// (server-sent events at /events), or every so often where it cannot say so. What somebody works in is left as it is.
//
//   data-refresh="30"   on a part with an id: fetch it anew at the latest after so many seconds
//   data-ticket         on such a part: only this ticket concerns it; its page is at data-from
//   data-number, data-version   on a row: which ticket in which version it shows
//   data-calm           on a part: no more often than every five seconds
//   data-notices        on a part: it shows what one is told of, and is fetched anew when that changes
//   data-held           on anything: not to be touched
(() => {
  'use strict';
  const LEAST = 1000, MOST = 8000, CALM = 5000;
  const parts = () => [...document.querySelectorAll('[data-refresh][id]')];
  const isElement = (node) => node && node.nodeType === Node.ELEMENT_NODE;
  const toast = (name) => dispatchEvent(new CustomEvent('desk:toast', { detail: document.body.dataset[name] || '' }));

  // --- what somebody works in -------------------------------------------------------------------------------------------

  function isTouched(form) {
    return [...form.elements].some((field) => {
      if (field.type === 'hidden' || field.type === 'submit' || field.type === 'button') return false;
      if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
      if (field.type === 'file') return field.files.length > 0;
      if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
      return 'defaultValue' in field && field.value !== field.defaultValue;
    });
  }

  function isHeld(element) {
    if (element.hasAttribute('data-held')) return true;
    if (!element.matches('form')) return false;
    const focus = document.activeElement;
    return element.hasAttribute('data-sent') || isTouched(element) || (element.contains(focus) && focus.matches('input, textarea, select'));
  }

  const keepsSomething = (element) => isHeld(element) || element.matches('details[open]')
    || [...element.querySelectorAll('form, details[open], [data-held]')].some((inner) => inner.matches('details') || isHeld(inner));

  // --- one tree becomes the other, node by node ---------------------------------------------------------------------------

  const keyOf = (node) => (isElement(node) ? node.dataset?.number || node.id : '');
  const looksLike = (now, next) => now.nodeType === next.nodeType && now.nodeName === next.nodeName
    && (!isElement(now) || (!keyOf(now) && !keyOf(next) && firstClass(now) === firstClass(next) && now.getAttribute('action') === next.getAttribute('action')));
  const firstClass = (element) => (element.getAttribute('class') || '').split(' ')[0];

  function mark(element) {
    element.classList.add('fresh');
    setTimeout(() => element.classList.remove('fresh'), 6000);
  }

  function become(now, next, seen) {
    if (!isElement(now)) {
      if (now.data !== next.data) now.data = next.data;
      return;
    }
    if (isHeld(now)) { seen.held = true; return; }
    if (now.matches('details') && now.open && !next.hasAttribute('open')) return;
    if (now.dataset.version && now.dataset.version !== next.dataset.version && now.matches('[data-row]')) mark(now);
    for (const { name } of [...now.attributes]) {
      if (!next.hasAttribute(name) && name !== 'class' && name !== 'data-due') now.removeAttribute(name);
    }
    for (const { name, value } of [...next.attributes]) {
      const wanted = name === 'class' ? [value, ...['here', 'fresh'].filter((word) => now.classList.contains(word))].join(' ') : value;
      if (now.getAttribute(name) !== wanted) now.setAttribute(name, wanted);
    }
    if (now.hasAttribute('class') && !next.hasAttribute('class') && !now.classList.contains('here') && !now.classList.contains('fresh')) now.removeAttribute('class');
    childrenBecome(now, next, seen);
  }

  function childrenBecome(now, next, seen) {
    const wanted = new Set([...next.children].map(keyOf).filter(Boolean));
    const known = new Map();
    for (const child of [...now.children]) {
      const key = keyOf(child);
      if (key && !wanted.has(key) && !keepsSomething(child)) child.remove();
      else if (key) known.set(key, child);
    }
    let at = now.firstChild;
    for (const child of [...next.childNodes]) {
      const key = keyOf(child);
      const match = key ? known.get(key) : (at && looksLike(at, child) ? at : null);
      if (!match) {
        now.insertBefore(document.adoptNode(child), at);
        if (isElement(child) && child.matches('[data-row], .entry')) mark(child);
        continue;
      }
      if (match === at) at = at.nextSibling;
      else now.insertBefore(match, at);
      become(match, child, seen);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      if (!isElement(gone) || !keepsSomething(gone)) gone.remove();
    }
  }

  // Puts what the server shows now in place of a part; the reader stays where they are.
  function renew(part, page) {
    const next = page.getElementById(part.id);
    if (!next) return;
    const root = document.documentElement, focus = document.activeElement;
    const anchor = [...part.querySelectorAll('[data-row], .entry, h2, form')].find((one) => one.getBoundingClientRect().top >= 0);
    const before = anchor?.getBoundingClientRect().top;
    const seen = { held: false }, version = part.dataset.version;
    root.style.overflowAnchor = 'none';
    become(part, next, seen);
    for (const around of ['.side', '.tabbar', '.bell']) {
      const ours = document.querySelector(around), theirs = page.querySelector(around);
      if (ours && theirs) become(ours, theirs, seen);
    }
    if (page.title) document.title = page.title;
    if (anchor?.isConnected && scrollY > 0) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: 'instant' });
    if (focus?.isConnected && document.activeElement !== focus) focus.focus({ preventScroll: true });
    requestAnimationFrame(() => { root.style.overflowAnchor = ''; });
    if (seen.held && version && part.dataset.version !== version) toast('changed');
  }

  // --- when ---------------------------------------------------------------------------------------------------------------

  let timer, gap = LEAST, last = 0, running = false, again = false;

  // A page that was posted and refused shows what was typed: nothing of it is replaced.
  const isOwnPage = (part) => !part.dataset.from || part.dataset.from === location.pathname;

  function soon() {
    if (running) { again = true; return; }
    if (timer || document.hidden) return;
    const calm = parts().every((part) => part.hasAttribute('data-calm'));
    gap = Date.now() - last > 10000 ? LEAST : Math.min(gap * 1.5, MOST);
    const wait = Math.max(Math.random() * 200, last + (calm ? Math.max(gap, CALM) : gap) - Date.now());
    timer = setTimeout(refresh, wait);
  }

  async function refresh() {
    timer = 0;
    running = true;
    last = Date.now();
    try {
      const asked = location.href;
      const answer = await fetch(asked, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      if (!answer.ok || answer.redirected || asked !== location.href) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const part of parts().filter(isOwnPage)) {
        renew(part, page);
        part.dataset.due = Date.now() + Number(part.dataset.refresh) * 1000;
      }
      dispatchEvent(new CustomEvent('desk:renewed'));
    } catch { /* the next round tries again */ } finally {
      running = false;
      if (again) { again = false; soon(); }
    }
  }

  function concerns(part, { number, version }) {
    if (part.dataset.ticket) return part.dataset.ticket === number && version >= Number(part.dataset.version);
    const rows = [...part.querySelectorAll(`[data-row][data-number="${CSS.escape(number)}"]`)];
    return !rows.length || rows.some((row) => version > Number(row.dataset.version));
  }

  setInterval(() => {
    if (document.hidden || running) return;
    for (const part of parts()) {
      if (!part.dataset.due) part.dataset.due = Date.now() + Number(part.dataset.refresh) * 1000;
      else if (Date.now() > Number(part.dataset.due)) { soon(); return; }
    }
  }, 5000);

  // --- what the desk says ---------------------------------------------------------------------------------------------------

  let source, missed = false, opened = false, patience = 15000, closing;

  function listen() {
    clearTimeout(closing);
    if (source || document.hidden || !window.EventSource || !(parts().length || document.querySelector('.bell'))) return;
    source = new EventSource('/events');
    // What happened between the page and a line that took long to open was told to nobody.
    source.onopen = () => { line(true); patience = 15000; if (parts().length && (missed || (!opened && performance.now() > 3000))) soon(); opened = true; missed = false; };
    source.onerror = () => {
      line(false);
      missed = true;
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(listen, patience);
      patience = Math.min(patience * 2, 300000);
    };
    source.addEventListener('tickets', (event) => {
      const changed = JSON.parse(event.data);
      if (parts().some((part) => changed.some((ticket) => concerns(part, ticket)))) soon();
    });
    source.addEventListener('presence', (event) => dispatchEvent(new CustomEvent('desk:presence', { detail: JSON.parse(event.data) })));
    source.addEventListener('notifications', (event) => {
      dispatchEvent(new CustomEvent('desk:unread', { detail: JSON.parse(event.data).unread }));
      if (parts().some((part) => part.hasAttribute('data-notices'))) soon();
    });
    source.addEventListener('much', () => { if (parts().length) soon(); });
  }

  // Others ask by themselves while there is no line.
  function line(holds) { document.documentElement.toggleAttribute('data-line', holds); }

  function leave() {
    line(false);
    source?.close();
    source = null;
    missed = true;
  }

  // A page nobody looks at holds no line; it looks at everything when it is looked at again.
  addEventListener('visibilitychange', () => {
    if (document.hidden) closing = setTimeout(leave, 20000);
    else { if (!source && missed && parts().length) soon(); listen(); }
  });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', listen);
  listen();
})();
