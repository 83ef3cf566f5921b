// A gap is put where one types by a click on its name. Without this file the names are read and typed.
//
//   data-insert     on a list of names: the field they go into, until another of the form is typed in
(() => {
  'use strict';
  const list = document.querySelector('[data-insert]');
  const form = list?.closest('form');
  if (!form) return;
  let field = document.getElementById(list.dataset.insert);
  form.addEventListener('focusin', (event) => {
    if (event.target.matches('textarea, input[type=text]')) field = event.target;
  });
  for (const name of list.querySelectorAll('dt')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn small mono';
    button.textContent = name.textContent;
    button.title = list.dataset.inserts;
    button.addEventListener('click', () => {
      field.focus();
      field.setRangeText(name.textContent, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    name.replaceChildren(button);
  }
})();
