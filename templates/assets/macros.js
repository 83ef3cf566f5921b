// Choosing a canned answer without leaving the ticket: the list comes in a dialog, what is chosen goes into the composer.
// Without this file the same links open the list as a page, and lead back with the answer in the composer.
//
//   data-macros     on a link: the list it leads to        data-pick    on a link of the list: puts that one into the composer
//   data-drop       on a link: takes the answer out again
(() => {
  'use strict';
  const composer = () => document.getElementById('reply');
  let dialog;

  async function fetched(url) {
    try {
      const answer = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
    } catch { return null; }
  }

  function make(link) {
    dialog = document.createElement('dialog');
    dialog.className = 'picker';
    dialog.setAttribute('aria-label', link.textContent.trim());
    document.body.append(dialog);
    dialog.addEventListener('input', narrow);
    dialog.addEventListener('keydown', walk);
    dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  }

  async function choose(link) {
    const page = await fetched(link.href);
    const list = page?.getElementById('picks');
    if (!list) { location.assign(link.href); return; }
    if (!dialog) make(link);
    const search = page.querySelector('.filters .field');
    dialog.replaceChildren(...[search, list].filter(Boolean).map((part) => document.adoptNode(part)));
    dialog.showModal();
    dialog.querySelector('input')?.focus();
  }

  const picks = () => [...dialog.querySelectorAll('[data-pick]')].filter((pick) => !pick.closest('li').hidden);

  function narrow(event) {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of dialog.querySelectorAll('#picks li')) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
  }

  function walk(event) {
    const all = picks(), at = all.indexOf(document.activeElement);
    if (event.key === 'ArrowDown') all[Math.min(at + 1, all.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (at > 0 ? all[at - 1] : dialog.querySelector('input'))?.focus();
    else if (event.key === 'Enter' && event.target.matches('input')) all[0]?.click();
    else return;
    event.preventDefault();
  }

  async function put(link) {
    const page = await fetched(link.href);
    const next = page?.querySelector('#macro fieldset'), form = composer();
    if (!next || !form) { location.assign(link.href); return; }
    const area = form.elements.body, text = next.dataset.text;
    const slot = form.querySelector('#macro');
    slot.replaceChildren(document.adoptNode(next));
    const version = page.querySelector('#reply [name=version]');
    if (version) form.elements.version.value = version.value;
    const wanted = form.querySelector(`[name=visibility][value="${next.dataset.visibility}"]`);
    if (wanted) wanted.checked = true;
    const begun = area.value.trimEnd();
    area.value = begun ? `${begun}\n\n${text}` : text;
    dialog?.close();
    area.focus();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  addEventListener('click', (event) => {
    const link = event.target.closest?.('a');
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.matches('[data-macros]')) { event.preventDefault(); choose(link); }
    else if (link.matches('dialog [data-pick]')) { event.preventDefault(); put(link); }
    else if (link.matches('[data-drop]')) {
      event.preventDefault();
      link.closest('#macro').replaceChildren();
      composer().elements.body.focus();
    }
  });
})();
