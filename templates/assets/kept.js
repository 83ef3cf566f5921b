// Forms that could not be sent for want of a network are kept in this browser, for the person who typed them alone, and sent
// once the line is back: under the same key, so that they arrive once. Without this file a form is sent by the browser itself.
//
//   data-keeps="words"    on a form: what it is, for the list of what is not sent yet
//   #kept                 in the frame: the list; its texts stand in its data attributes, a line of it in its <template>
(() => {
  'use strict';
  const desk = (window.desk = window.desk || {});
  const me = document.body.dataset.me;
  const DAY = 86400000, OLD = 6 * DAY, FORGOTTEN = 30 * DAY, PATIENCE = 45000;
  const news = window.BroadcastChannel ? new BroadcastChannel('desk-kept') : null;
  const say = (name) => document.getElementById('kept')?.dataset[name] || '';
  const toast = (words) => dispatchEvent(new CustomEvent('desk:toast', { detail: words }));
  if (!me || !window.indexedDB) return;

  // --- what is kept ---------------------------------------------------------------------------------------------------------

  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open('desk', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('kept', { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  async function store(mode, job) {
    const base = await opened;
    return new Promise((resolve, reject) => {
      const work = base.transaction('kept', mode), request = job(work.objectStore('kept'));
      work.oncomplete = () => resolve(request?.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  }

  const all = () => store('readonly', (kept) => kept.getAll());
  const mine = async () => (await all()).filter((one) => one.person === me).sort((a, b) => a.at - b.at);
  const get = async (id) => (await mine()).find((one) => one.id === id);
  async function put(one) { await store('readwrite', (kept) => kept.put(one)); await show(); news?.postMessage(''); }
  async function drop(id) { await store('readwrite', (kept) => kept.delete(id)); await show(); news?.postMessage(''); }
  desk.kept = { mine };

  // --- sending --------------------------------------------------------------------------------------------------------------

  const csrf = () => document.querySelector('input[name=csrf]')?.value || '';

  // What became of a form: done (and where it led), line (nobody knows), signin, or refused (and the page that says why).
  async function post(action, fields) {
    const control = new AbortController(), timer = setTimeout(() => control.abort(), PATIENCE);
    try {
      const body = new URLSearchParams([['csrf', csrf()], ...fields]);
      const headers = { Accept: 'text/html', 'Desk-Script': '1' };
      const answer = await fetch(action, { method: 'POST', body, headers, credentials: 'same-origin', signal: control.signal });
      const html = await answer.text();
      if (answer.status >= 500 || answer.status === 429) return { came: 'line' };
      if (answer.ok && answer.headers.has('Location')) return { came: 'done', location: answer.headers.get('Location') };
      // A page that says what was done, whole to its end; an answer that broke off says nothing.
      if (answer.ok && /<\/html>\s*$/.test(html)) return { came: 'done', location: action, page: new DOMParser().parseFromString(html, 'text/html') };
      if (answer.ok) return { came: 'line' };
      if (answer.status === 401 || answer.headers.get('Desk-Refused') === 'forged_form') return { came: 'signin' };
      // A page that shows the form again, or what was typed beside what is saved, loses nothing; any other page would.
      const shows = [409, 412, 422].includes(answer.status);
      return { came: 'refused', shows, page: new DOMParser().parseFromString(html, 'text/html') };
    } catch { return { came: 'line' }; } finally { clearTimeout(timer); }
  }

  addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches('form[data-keeps]') || event.submitter?.hasAttribute('formaction')) return;
    event.preventDefault();
    send(form, event.submitter);
  });

  // Shows a page that came as an answer.
  function renew(page) {
    document.documentElement.replaceWith(document.adoptNode(page.documentElement));
    dispatchEvent(new CustomEvent('desk:renewed'));
  }

  async function send(form, submitter) {
    const button = submitter || form.querySelector('button:not([type=button])');
    const busy = (on) => { form.toggleAttribute('data-sent', on); if (on) button?.setAttribute('aria-busy', 'true'); else button?.removeAttribute('aria-busy'); };
    const action = form.getAttribute('action');
    const fields = [...new FormData(form, submitter)].filter(([name, value]) => name !== 'csrf' && typeof value === 'string');
    let leaving = false;
    busy(true);
    try {
      let outcome = navigator.onLine === false ? { came: 'line' } : null, uploads = [];
      if (!outcome && desk.files?.has(form)) {
        try { uploads = await desk.files.ready(form); } catch (error) {
          if (error.field && !error.signIn) { toast(error.words); form.querySelector('.sending .bad button')?.focus(); return; }
          outcome = { came: error.signIn ? 'signin' : 'line' };
        }
      }
      outcome = outcome || await post(action, [...fields, ...uploads.map((id) => ['upload', id])]);
      if (outcome.came === 'done') {
        dispatchEvent(new CustomEvent('desk:sent', { detail: form }));
        desk.files?.clear(form);
        if (form.dataset.kept) await drop(form.dataset.kept);
        leaving = true;
        if (outcome.page) { renew(outcome.page); scrollTo(0, 0); await show(); } else location.assign(outcome.location);
      } else if (outcome.came === 'refused' && outcome.shows) {
        const kept = form.dataset.kept;
        renew(outcome.page);
        const again = document.querySelector(`form[data-keeps][action="${CSS.escape(action)}"]`);
        if (kept && again) again.dataset.kept = kept;
        const first = document.querySelector('main [aria-invalid=true], main .flash.bad');
        first?.scrollIntoView({ block: 'center' });
        first?.focus?.();
        await show();
      } else {
        await keep(form, action, fields, outcome);
      }
    } finally { if (!leaving) busy(false); }
  }

  async function keep(form, action, fields, { came, page }) {
    const state = came === 'line' ? 'waiting' : came, said = page ? reason(page) : '';
    const words = fields.find(([name]) => ['description', 'body', 'resolution', 'attempted_steps'].includes(name))?.[1] || '';
    const files = desk.files?.has(form) ? desk.files.take(form) : [];
    const id = form.dataset.kept || form.elements.key.value;
    await put({
      id, person: me, action, page: location.pathname, what: form.dataset.keeps, about: words.trim().slice(0, 80), at: Date.now(), fields, files,
      state, said,
    });
    // The form is free for the next one, which is another act under another key.
    dispatchEvent(new CustomEvent('desk:sent', { detail: form }));
    desk.files?.clear(form);
    delete form.dataset.kept;
    form.reset();
    form.querySelectorAll('textarea').forEach((area) => { area.value = ''; });
    form.querySelector('#macro')?.replaceChildren();
    form.elements.key.value = `${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}${/-[a-z]+$/.exec(form.elements.key.value)?.[0] || ''}`;
    const fold = form.closest('details.act');
    if (fold) fold.open = false;
    const box = document.getElementById('kept');
    box.querySelector('details').open = true;
    box.scrollIntoView({ block: 'center' });
    box.querySelector('summary').focus({ preventScroll: true });
    toast(state === 'waiting' ? say('took') : say(state).replace('{reason}', said));
    plan();
  }

  let running = false, timer, wait = 5000;

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
    wait = Math.min(wait * 1.7, 180000);
  }

  // Sends what waits, oldest first. Two windows that try at once do no harm: it is the same key.
  async function flush() {
    if (running) return;
    running = true;
    try {
      const waiting = (await mine()).filter((one) => one.state === 'waiting' && Date.now() - one.at < OLD);
      if (!waiting.length) return;
      if (navigator.onLine === false) { plan(); return; }
      for (const one of waiting) if (!(await deliver(one))) { plan(); return; }
    } finally { running = false; }
  }

  async function deliver(one) {
    going(one.id);
    let outcome;
    try {
      for (const file of one.files) {
        await engine();
        const { id } = await desk.upload(file.blob, {
          target: one.action, name: file.name, id: file.id, once: true,
          tell: (told) => { if (told.id && told.id !== file.id) { file.id = told.id; store('readwrite', (kept) => kept.put(one)).catch(() => {}); } },
        });
        file.id = id;
      }
      outcome = await post(one.action, [...one.fields, ...one.files.map((file) => ['upload', file.id])]);
    } catch (error) {
      outcome = error.words ? { came: 'refused', words: error.words } : { came: error.signIn ? 'signin' : 'line' };
    }
    // Thrown away meanwhile, or signed out.
    if (!(await get(one.id))) return true;
    if (outcome.came === 'done') {
      const { id, person, action, page, what, about } = one;
      await put({ id, person, action, page, what, about, at: Date.now(), fields: [], files: [], state: 'sent', location: outcome.page ? page : outcome.location });
      toast(`${say('gone')}: ${what}`);
      wait = 5000;
      return true;
    }
    if (outcome.came === 'refused') {
      await put({ ...one, state: 'refused', said: outcome.words || reason(outcome.page) });
      toast(`${one.what}: ${say('refused').replace('{reason}', outcome.words || reason(outcome.page))}`);
      return true;
    }
    await put({ ...one, state: outcome.came === 'signin' ? 'signin' : 'waiting' });
    return false;
  }

  function reason(page) {
    const places = ['.flash.bad li', '.flash.bad', '.field-error', '.page-head p:not(.crumbs)', '.lead'];
    const found = places.map((place) => page.querySelector(`main ${place}`)).find(Boolean);
    return (found?.textContent || page.title).trim().replace(/\s+/g, ' ').slice(0, 300);
  }

  // upload.js, where the page did not bring it.
  function engine() {
    if (desk.upload) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = document.body.dataset.upload;
      script.onload = resolve;
      script.onerror = () => reject({ line: true });
      document.head.append(script);
    });
  }

  // --- the list -------------------------------------------------------------------------------------------------------------

  const lineOf = (id) => [...document.querySelectorAll('#kept li')].find((line) => line.dataset.id === id);
  function going(id) { const said = lineOf(id)?.querySelector('.said'); if (said) said.textContent = say('going'); }

  async function show() {
    const box = document.getElementById('kept');
    if (!box) return;
    const kept = await mine(), unsent = kept.filter((one) => one.state !== 'sent').length;
    box.hidden = !kept.length;
    box.querySelector('.count').textContent = unsent || '';
    box.classList.toggle('all-sent', !unsent);
    box.querySelector('summary .strong').textContent = say(unsent ? 'title' : 'done');
    box.querySelector('ul').replaceChildren(...kept.map((one) => drawn(box, one)));
  }

  function drawn(box, one) {
    const line = box.querySelector('template').content.firstElementChild.cloneNode(true);
    const late = one.state === 'waiting' && Date.now() - one.at >= OLD;
    const words = { waiting: late ? say('old') : say('waiting'), signin: say('signin'), refused: say('refused').replace('{reason}', one.said), sent: say('done') };
    line.dataset.id = one.id;
    line.dataset.state = one.state;
    const [what, about, when] = line.querySelector('.kept-what').children;
    what.textContent = one.what;
    about.textContent = one.about;
    when.textContent = new Date(one.at).toLocaleString(document.documentElement.lang, { weekday: 'long', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    when.dateTime = new Date(one.at).toISOString();
    line.querySelector('.said').textContent = words[one.state];
    const part = (name) => line.querySelector(`[data-do=${name}]`);
    part('send').hidden = one.state !== 'waiting';
    part('look').hidden = one.state === 'sent';
    part('enter').hidden = one.state !== 'signin';
    part('enter').href = `/session/new?next=${encodeURIComponent(location.pathname)}`;
    part('open').hidden = one.state !== 'sent';
    part('open').href = one.location || '/';
    return line;
  }

  addEventListener('click', async (event) => {
    const pressed = event.target.closest?.('#kept [data-do]'), id = pressed?.closest('li').dataset.id;
    if (!pressed) return;
    const one = await get(id);
    if (!one) return;
    if (pressed.dataset.do === 'drop') { if (one.state === 'sent' || confirm(say('sure'))) await drop(id); }
    else if (pressed.dataset.do === 'send') { if (!(await deliver(one))) plan(); }
    else if (pressed.dataset.do === 'look') {
      if (location.pathname === one.page) await fill(one);
      else location.assign(`${one.page}#kept=${encodeURIComponent(id)}`);
    }
  });

  // Puts what was typed back into its form; where that form is not offered any more, shows the words.
  async function fill(one) {
    const form = document.querySelector(`form[data-keeps][action="${CSS.escape(one.action)}"]`);
    if (!form) {
      const list = lineOf(one.id)?.querySelector('dl');
      document.querySelector('#kept details').open = true;
      list.hidden = false;
      list.replaceChildren(...one.fields.filter(([name, text]) => text && !['key', 'version'].includes(name)).map(([, text]) => {
        const part = document.createElement('dd');
        part.textContent = text;
        return part;
      }));
      return;
    }
    const typed = new Map();
    for (const [name, value] of one.fields) if (name !== 'version') typed.set(name, [...(typed.get(name) || []), value]);
    for (const field of form.elements) {
      const values = typed.get(field.name);
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = !!values?.includes(field.value);
      else if (values && field.type !== 'file') field.value = values[0];
    }
    form.dataset.kept = one.id;
    if (one.files.length) desk.files?.adopt(form, one.files);
    for (let fold = form.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
    form.querySelectorAll('details').forEach((fold) => { fold.open = true; });
    form.scrollIntoView({ block: 'start' });
    (form.querySelector('textarea') || form).focus?.({ preventScroll: true });
  }

  // Whoever signs out leaves nothing behind.
  addEventListener('submit', async (event) => {
    if (event.defaultPrevented || event.target.getAttribute('action') !== '/session/end') return;
    event.preventDefault();
    const form = event.target, kept = await mine().catch(() => []);
    if (kept.some((one) => one.state !== 'sent') && !confirm(say('leaving'))) { form.removeAttribute('data-sent'); form.querySelector('button').removeAttribute('aria-busy'); return; }
    for (const one of kept) await store('readwrite', (base) => base.delete(one.id));
    sessionStorage.clear();
    form.submit();
  });

  // --- when -----------------------------------------------------------------------------------------------------------------

  if (news) news.onmessage = show;
  addEventListener('online', () => { wait = 5000; flush(); });
  addEventListener('desk:renewed', show);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) flush(); });

  (async () => {
    for (const one of await all()) {
      const over = Date.now() - one.at > (one.state === 'sent' ? DAY : FORGOTTEN);
      const seen = one.state === 'sent' && one.person === me && one.location === location.pathname + location.search;
      if (over || seen) await store('readwrite', (kept) => kept.delete(one.id));
      // They are here again: it is tried again.
      else if (one.state === 'signin' && one.person === me) await store('readwrite', (kept) => kept.put({ ...one, state: 'waiting' }));
    }
    await show();
    const wished = /^#kept=(.+)$/.exec(location.hash);
    if (wished) {
      history.replaceState(history.state, '', location.pathname + location.search);
      const one = await get(decodeURIComponent(wished[1]));
      if (one) { await fill(one); return; }
    }
    await flush();
  })().catch(() => {});
})();
