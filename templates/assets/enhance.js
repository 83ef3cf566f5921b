// Pages work without this file. With it, marked links and forms swap a part of the page instead of loading all of it:
// the part is picked out of the full page the server would have sent anyway.
//
//   data-swap="#part"     on a link or form: replace that part            data-live       on a GET form: submit while typing
//   data-stay             on a link that swaps: the address stays what it is
//   data-draft           on a textarea: keep its text in this tab
//   data-row, data-key    keyboard: j/k through rows, o opens; a letter opens or focuses its element
(() => {
  'use strict';
  const body = document.body;
  const say = (name) => body.dataset[name] || '';
  const underway = new Map();
  let resting;

  function toast(text) {
    const box = document.querySelector('.toasts');
    if (!box || !text) return;
    const line = document.createElement('div');
    line.className = 'toast';
    line.textContent = text;
    box.replaceChildren(line);
    setTimeout(() => line.remove(), 8000);
  }

  addEventListener('desk:toast', (event) => toast(event.detail));
  addEventListener('desk:renewed', () => prepare());
  addEventListener('desk:sent', (event) => forget(event.detail));

  async function fetchPage(url, options, slot) {
    underway.get(slot)?.abort();
    const control = new AbortController();
    underway.set(slot, control);
    const answer = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'text/html' }, ...options, signal: control.signal });
    const text = await answer.text();
    if (underway.get(slot) === control) underway.delete(slot);
    return { answer, page: new DOMParser().parseFromString(text, 'text/html') };
  }

  // Puts `selector` of `page` in place of ours; false when either lacks it.
  function swap(page, selector, stays) {
    const now = document.querySelector(selector);
    const next = page.querySelector(selector);
    if (!now || !next) return false;
    const focused = document.activeElement?.id;
    now.replaceWith(document.adoptNode(next));
    for (const part of stays ? [] : ['.side', '.tabbar', '.bell']) {
      const ours = document.querySelector(part), theirs = page.querySelector(part);
      if (ours && theirs && !ours.contains(document.activeElement)) ours.replaceWith(document.adoptNode(theirs));
    }
    if (page.title && !stays) document.title = page.title;
    const held = stays ? document.querySelector(selector) : null;
    held?.setAttribute('data-held', '');
    const opened = held?.querySelector('details[open] :is(select, textarea, input:not([type=hidden]))');
    if (opened) opened.focus({ preventScroll: true });
    else if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    prepare();
    return true;
  }

  async function get(url, selector, push) {
    const part = document.querySelector(selector);
    part?.setAttribute('aria-busy', 'true');
    try {
      const { answer, page } = await fetchPage(url, {}, selector);
      if (!swap(page, selector, !push)) location.assign(answer.url);
      else if (push) history[push === 'replace' ? 'replaceState' : 'pushState']({ swap: selector }, '', answer.url);
    } catch (error) {
      if (error.name !== 'AbortError') { part?.removeAttribute('aria-busy'); toast(say('offline')); }
    }
  }

  // Sends a form once; its idempotency key stays in it, so a second try after a lost line is the same act.
  async function post(form, selector, submitter) {
    const data = new FormData(form, submitter);
    const multipart = form.enctype === 'multipart/form-data';
    const waiting = busy(form, true);
    try {
      const { answer, page } = await fetchPage(form.action, { method: 'POST', body: multipart ? data : new URLSearchParams(data) }, form);
      if (answer.ok) forget(form);
      if (!swap(page, selector)) {
        if (answer.ok || answer.redirected) { location.assign(answer.url); return; }
        document.documentElement.replaceWith(document.adoptNode(page.documentElement));
        return;
      }
      if (answer.redirected) history.replaceState(null, '', answer.url);
      const first = document.querySelector(`${selector} [aria-invalid=true]`) || document.querySelector(`${selector} .flash`);
      if (first) { first.scrollIntoView({ block: 'center' }); first.focus?.(); }
    } catch (error) {
      if (error.name === 'AbortError') return;
      toast(say('offline'));
      addEventListener('online', () => form.isConnected && form.requestSubmit(submitter), { once: true });
    } finally { busy(form, false, waiting); }
  }

  function forget(form) {
    clearTimeout(resting);
    form.querySelectorAll('[data-draft]').forEach((area) => sessionStorage.removeItem(draftKey(area)));
  }

  function busy(form, on, button) {
    button = button || form.querySelector('button:not([type=button])');
    form.toggleAttribute('data-sent', on);
    if (button) on ? button.setAttribute('aria-busy', 'true') : button.removeAttribute('aria-busy');
    return button;
  }

  addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    const question = event.submitter?.dataset.confirm;
    if (question && !confirm(question)) { event.preventDefault(); return; }
    // kept.js sends these: what does not get through is kept.
    if (form.hasAttribute('data-keeps') && window.desk?.kept && !event.submitter?.hasAttribute('formaction')) return;
    const selector = form.dataset.swap;
    if (!selector) { if (form.method === 'post') { forget(form); busy(form, true, event.submitter); } return; }
    event.preventDefault();
    if (form.method === 'get') get(address(form), selector, 'push');
    else post(form, selector, event.submitter);
  });

  function address(form) {
    const filled = [...new FormData(form)].filter(([, value]) => value !== '');
    const query = new URLSearchParams(filled).toString();
    return form.action.split('?')[0] + (query ? `?${query}` : '');
  }

  addEventListener('click', (event) => {
    document.querySelectorAll('.menu[open]').forEach((menu) => menu.contains(event.target) || menu.removeAttribute('open'));
    if (event.target.closest?.('[data-close]')) { event.target.closest('dialog')?.close(); return; }
    const link = event.target.closest?.('a[data-swap]');
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    get(link.href, link.dataset.swap, link.hasAttribute('data-stay') ? '' : 'push');
  });

  let typing;
  addEventListener('input', (event) => {
    const area = event.target;
    if (area.matches?.('[data-draft]')) keepDraft(area);
    const form = area.form;
    if (form?.hasAttribute('data-live')) {
      clearTimeout(typing);
      typing = setTimeout(() => get(address(form), form.dataset.swap, 'replace'), 250);
    }
  });

  addEventListener('popstate', (event) => { if (event.state?.swap || document.querySelector('[data-swap]')) location.reload(); });
  addEventListener('pageshow', () => document.querySelectorAll('[data-sent]').forEach((form) => busy(form, false)));

  // A draft is kept in this tab at once, and on the desk when the typing rests.
  function keepDraft(area) {
    sessionStorage.setItem(draftKey(area), area.value);
    const form = area.form, url = area.dataset.draft;
    if (!url.startsWith('/')) return;
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (form.elements.visibility?.value !== 'public' || form.hasAttribute('data-sent')) return;
      const body = new URLSearchParams({ csrf: form.elements.csrf.value, body: area.value });
      fetch(url, { method: 'POST', body, credentials: 'same-origin', keepalive: true }).catch(() => {});
    }, 1500);
  }

  function draftKey(area) { return `draft:${body.dataset.me || ''}:${location.pathname}:${area.name}`; }

  function prepare() {
    document.querySelectorAll('textarea[data-draft]').forEach((area) => {
      const kept = sessionStorage.getItem(draftKey(area));
      if (kept && !area.value) area.value = kept;
    });
  }

  const here = () => document.querySelector('[data-row].here');
  function walk(step) {
    const rows = [...document.querySelectorAll('[data-row]')];
    if (!rows.length) return;
    const at = Math.max(0, Math.min(rows.length - 1, rows.indexOf(here()) + step));
    rows.forEach((row, index) => row.classList.toggle('here', index === at));
    rows[at].querySelector('a, button')?.focus();
    rows[at].scrollIntoView({ block: 'nearest' });
  }

  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { document.querySelectorAll('.menu[open]').forEach((menu) => menu.removeAttribute('open')); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable], dialog')) return;
    if (event.key === 'j') walk(1);
    else if (event.key === 'k') walk(-1);
    else if (event.key === 'o') here()?.querySelector('a, button')?.click();
    else if (event.key === '?') document.getElementById('keys')?.showModal();
    else {
      const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!target) {
        // On a row the letter is meant for its ticket: go there and do it.
        if (here()?.querySelector('a') && ['e', 'r', 'n', 'a'].includes(event.key)) location.assign(`${here().querySelector('a').href}#key=${event.key}`);
        return;
      }
      if (target.tagName === 'DETAILS') { target.open = true; target.scrollIntoView({ block: 'nearest' }); target.querySelector('textarea, input:not([type=hidden]), select, button')?.focus(); }
      else if (target.matches('a')) target.click();
      else if (target.matches('input[type=radio]')) { target.click(); target.form.querySelector('textarea')?.focus(); }
      else target.focus();
    }
    if (['j', 'k', 'o', '/', '?'].includes(event.key) || document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)) event.preventDefault();
  });

  if (document.querySelector('[data-retry]')) addEventListener('online', () => location.reload());
  // The worker speaks the language of whoever is signed in.
  const worker = window.isSecureContext && navigator.serviceWorker;
  if (worker && body.dataset.me) addEventListener('load', () => worker.register(`/sw.js?lang=${document.documentElement.lang}`, { updateViaCache: 'none' }).catch(() => {}));

  prepare();
  const wished = /^#key=([a-z])$/.exec(location.hash);
  if (wished) {
    history.replaceState(history.state, '', location.pathname + location.search);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: wished[1], bubbles: true, cancelable: true }));
  }
})();
