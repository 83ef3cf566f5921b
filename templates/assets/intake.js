// Forms in which somebody takes down what happened. They work without this file.
//
//   data-asks="/url" data-asks-with="a b" data-asks-into="id"   on a form: as one types in the fields a and b, ask there with
//                                                               their text and put the answer into the part with that id
//   data-picks="name"    on that form: the field the answer's [data-pick] buttons fill; the first one by itself, until somebody
//                        chose otherwise
(() => {
  'use strict';
  const waiting = new WeakMap();

  addEventListener('input', (event) => {
    const form = event.target.form;
    if (!form?.dataset.asks) return;
    if (event.target.name === form.dataset.picks) { form.dataset.picked = 'yes'; mark(form); return; }
    if (form.dataset.asksWith.split(' ').includes(event.target.name)) soon(form);
  });

  function soon(form, wait = 300) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => ask(form), wait));
  }

  async function ask(form) {
    const text = form.dataset.asksWith.split(' ').map((name) => form.elements[name]?.value || '').join('\n').trim();
    const part = document.getElementById(form.dataset.asksInto);
    if (!part || text === form.dataset.asked) return;
    form.dataset.asked = text;
    if (text.length < 4) { part.replaceChildren(); return; }
    try {
      const url = `${form.dataset.asks}?${new URLSearchParams({ text: text.slice(0, 1500) })}`;
      const answer = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      if (!answer.ok || form.dataset.asked !== text) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      part.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
      const first = part.querySelector('[data-pick]');
      if (first && !form.dataset.picked) form.elements[form.dataset.picks].value = first.dataset.pick;
      mark(form);
    } catch { form.dataset.asked = ''; }
  }

  function mark(form) {
    const chosen = form.elements[form.dataset.picks]?.value;
    form.querySelectorAll('[data-pick]').forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.pick === chosen)));
  }

  addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-pick]');
    const form = button?.closest('form');
    if (!form) return;
    form.elements[form.dataset.picks].value = button.dataset.pick;
    form.dataset.picked = 'yes';
    mark(form);
  });

  document.querySelectorAll('form[data-asks]').forEach((form) => {
    if (form.elements[form.dataset.picks]?.value) form.dataset.picked = 'yes';
    soon(form, 0);
  });
})();
