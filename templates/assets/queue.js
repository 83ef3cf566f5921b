// Choosing rows of a list: the keyboard's x, all at once, and how many there are. Without this file one ticks the boxes.
(() => {
  'use strict';
  const boxes = () => [...document.querySelectorAll('input[name=tickets][form=bulk]')];

  function count() {
    const chosen = boxes().filter((box) => box.checked).length;
    document.querySelectorAll('[data-chosen]').forEach((place) => {
      place.textContent = chosen ? place.dataset.chosen.replace('{count}', chosen) : '';
    });
    document.querySelectorAll('[data-all]').forEach((button) => { button.hidden = false; });
  }

  addEventListener('change', (event) => { if (event.target.matches('input[name=tickets]')) count(); });
  addEventListener('click', (event) => {
    if (!event.target.closest?.('[data-all]')) return;
    const all = boxes(), some = all.some((box) => !box.checked);
    all.forEach((box) => { box.checked = some; });
    count();
  });
  addEventListener('keydown', (event) => {
    if (event.key !== 'x' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.('input:not([type=checkbox]), textarea, select, dialog')) return;
    const box = document.querySelector('[data-row].here input[name=tickets]');
    if (!box) return;
    box.checked = !box.checked;
    event.preventDefault();
    count();
  });
  addEventListener('desk:renewed', count);
  count();
  document.querySelector('.tabs [aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
})();
