// Naming a colleague in a note: after an @ and a letter those who may read it are suggested. Without this file one types the name.
//
//   data-names         on a form: where colleagues are asked for       data-names-label    what the list is called
(() => {
  'use strict';
  let list, area, typing, asked = '';

  const open = () => list && !list.hidden;
  const options = () => [...list.querySelectorAll('[role=option]')];
  const chosen = () => options().find((option) => option.getAttribute('aria-selected') === 'true');

  // What was typed since the @, if the cursor stands in a name.
  function begun() {
    if (!area || area.form.elements.visibility?.value === 'public') return null;
    const found = /(?:^|[\s(])@([\p{L}][\p{L}\p{N}.'’ -]{0,40})$/u.exec(area.value.slice(0, area.selectionStart));
    return found && found[1].split(' ').length <= 4 ? found[1] : null;
  }

  function close() {
    if (!list) return;
    list.hidden = true;
    asked = '';
    area?.removeAttribute('aria-activedescendant');
  }

  function mark(option) {
    options().forEach((other) => other.setAttribute('aria-selected', other === option ? 'true' : 'false'));
    if (option) { area.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); }
  }

  function make() {
    list = document.createElement('ul');
    list.id = 'names';
    list.className = 'names card';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', area.form.dataset.namesLabel);
    list.setAttribute('data-held', '');
    list.addEventListener('mousedown', (event) => {
      const option = event.target.closest('[role=option]');
      event.preventDefault();
      if (option) put(option);
    });
  }

  async function suggest() {
    const text = begun();
    if (text === null) { close(); return; }
    if (text === asked) return;
    asked = text;
    try {
      const query = new URLSearchParams({ q: text });
      const answer = await fetch(`${area.form.dataset.names}?${query}`, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      if (!answer.ok || begun() !== text) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const found = [...page.querySelectorAll('[role=option]')].map((option) => document.adoptNode(option));
      if (!list) make();
      list.replaceChildren(...found);
      if (!found.length) { list.hidden = true; return; }
      area.after(list);
      area.setAttribute('aria-controls', 'names');
      area.setAttribute('aria-autocomplete', 'list');
      list.hidden = false;
      mark(found[0]);
    } catch { close(); }
  }

  function put(option) {
    const text = begun();
    if (text === null) { close(); return; }
    const at = area.selectionStart, from = at - text.length;
    area.setRangeText(`${option.dataset.name} `, from, at, 'end');
    close();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  addEventListener('input', (event) => {
    if (!event.target.matches?.('form[data-names] textarea')) return;
    area = event.target;
    clearTimeout(typing);
    if (begun() === null) close();
    else typing = setTimeout(suggest, 120);
  });

  addEventListener('keydown', (event) => {
    if (!open() || event.target !== area) return;
    const all = options(), at = all.indexOf(chosen());
    if (event.key === 'ArrowDown') mark(all[(at + 1) % all.length]);
    else if (event.key === 'ArrowUp') mark(all[(at + all.length - 1) % all.length]);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen()) put(chosen());
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  addEventListener('focusout', (event) => { if (event.target === area) close(); });
})();
