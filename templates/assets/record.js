// The screen on which a technician takes down what somebody tells, by keyboard alone. It works without this file.
//
//   data-quick             on a form: Ctrl+Enter sends it
//   data-letter="w"        on a radio button: that letter chooses it and goes on to the next field
//   data-people, data-person  on parts: where people are suggested, and what is known of the one who was chosen
//   data-again             on a link: takes up an older ticket without leaving what was typed
(() => {
  'use strict';
  const entry = () => document.getElementById('entry');
  const field = (name) => entry()?.elements[name];
  let typing;

  addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest?.('form[data-quick]');
      if (!form) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector('button[data-saves]') || undefined);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.('[data-letter]')) {
      const wanted = [...document.querySelectorAll('[data-letter]')].find((radio) => radio.dataset.letter === event.key.toLowerCase());
      if (wanted) { event.preventDefault(); event.stopImmediatePropagation(); wanted.checked = true; field('requester').focus(); }
    } else if (event.target.name === 'requester') {
      if (event.key === 'ArrowDown') { event.preventDefault(); people()[0]?.focus(); }
      else if (event.key === 'Enter') { event.preventDefault(); take(); }
    } else if (event.target.name === 'requester_id' && event.key === 'Enter') {
      event.preventDefault();
      event.target.checked = true;
      chosen(event.target);
      field('description').focus();
    }
  }, true);

  const people = () => [...document.querySelectorAll('#callers [name=requester_id]')];

  // Enter takes the one who was chosen, else the first; what is still on its way is waited for.
  async function take() {
    clearTimeout(typing);
    await suggest();
    const one = people().find((radio) => radio.checked) || people()[0];
    if (!one) return;
    one.checked = true;
    chosen(one);
    field('description').focus();
  }

  addEventListener('input', (event) => {
    if (event.target.name !== 'requester' || event.target.form !== entry()) return;
    clearTimeout(typing);
    typing = setTimeout(suggest, 180);
  });

  // Who presses Enter while an answer is on its way waits for that answer.
  let going = Promise.resolve();
  function suggest() {
    const part = document.getElementById('callers'), text = field('requester').value.trim();
    if (part.dataset.asked !== text) {
      part.dataset.asked = text;
      document.getElementById('caller').replaceChildren();
      if (text.length < 2) part.replaceChildren();
      going = text.length < 2 ? Promise.resolve() : look(part, text);
    }
    return going;
  }

  async function look(part, text) {
    const page = await fetched(`${part.dataset.people}?${new URLSearchParams({ q: text.slice(0, 100) })}`);
    if (part.dataset.asked !== text) return;
    if (!page) { part.dataset.asked = ''; return; }
    put(part, page);
    const only = people().find((radio) => radio.checked);
    if (only) chosen(only);
  }

  addEventListener('change', (event) => {
    if (event.target.name !== 'earlier' || !event.target.value) return;
    event.target.form.elements.resolution.value = event.target.value;
    event.target.form.elements.resolution.focus();
  });

  addEventListener('change', (event) => { if (event.target.name === 'requester_id') chosen(event.target); });

  async function chosen(radio) {
    const part = document.getElementById('caller');
    if (part.dataset.asked === radio.value && part.hasChildNodes()) return;
    part.dataset.asked = radio.value;
    const page = await fetched(`${part.dataset.person}?${new URLSearchParams({ id: radio.value })}`);
    if (page && part.dataset.asked === radio.value) put(part, page);
  }

  async function fetched(url) {
    try {
      const answer = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
    } catch { return null; }
  }

  function put(part, page) { part.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node))); }

  addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-again]');
    if (!link || !entry()) return;
    event.preventDefault();
    field('again').value = link.dataset.again;
    field('category').value = link.dataset.category;
    entry().dataset.picked = 'yes';
    if (!field('title').value) field('title').value = link.dataset.title;
    if (!field('description').value) field('description').value = link.dataset.title;
    const line = document.getElementById('again');
    line.hidden = false;
    line.querySelector('.mono').textContent = link.dataset.again;
    field('description').focus();
  });

  // A message of WhatsApp is read as soon as it is pasted.
  addEventListener('paste', (event) => {
    const form = event.target.closest?.('#entry');
    if (!form) return;
    if (event.clipboardData?.files.length) return;
    const text = event.clipboardData?.getData('text') || '';
    const looks = /^\s*[\u200e\u200f]?(\[[\d.,:/ \u202fapmAPM-]{8,30}\]|[\d./-]{6,10},? [\d.:]{4,8}( [APap][Mm])? - )/.test(text);
    if (event.target.name !== 'description' || !looks || event.target.value.trim()) return;
    event.preventDefault();
    event.target.value = text;
    read(form);
  });

  async function read(form) {
    const button = form.querySelector('[data-reads]');
    const data = new FormData(form);
    data.delete('files');
    try {
      const answer = await fetch(button.getAttribute('formaction'), { method: 'POST', body: data, credentials: 'same-origin', headers: { Accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const filled = page.getElementById('entry');
      if (!filled) return;
      for (const name of ['description', 'requester', 'reported_at']) form.elements[name].value = filled.elements[name].value;
      filled.querySelectorAll('[data-letter]').forEach((radio) => { form.querySelector(`[data-letter="${radio.dataset.letter}"]`).checked = radio.checked; });
      for (const id of ['callers', 'caller']) {
        const part = form.querySelector(`#${id}`);
        part.replaceChildren(...[...filled.querySelector(`#${id}`).childNodes].map((node) => document.adoptNode(node)));
      }
      form.querySelector('#callers').dataset.asked = form.elements.requester.value.trim();
      form.elements.description.dispatchEvent(new Event('input', { bubbles: true }));
      const known = people().some((radio) => radio.checked || radio.type === 'hidden');
      (known ? form.elements.description : form.elements.requester).focus();
    } catch { button.focus(); }
  }

  const beginning = document.querySelector('#record .has-error input, #record .has-error textarea, #record .has-error select, #record .saved details[open] textarea')
    || (field('requester_id') && field('description')) || document.querySelector('#entry [name=channel]:checked');
  if (beginning && document.activeElement === document.body) beginning.focus({ preventScroll: true });
})();
