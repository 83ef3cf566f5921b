// Who else is at a ticket. The page of a ticket says every few seconds that somebody looks at it or writes on it; whoever sees
// the ticket in a list or has its page open reads that. Without this file nobody is seen, and nothing else is missing.
(() => {
  'use strict';
  const BEAT = 6000, WRITES = 9000;
  const say = document.body.dataset;
  let typed = 0, told = '';

  const mine = () => document.querySelector('[data-attend]');

  function doing() {
    const focus = document.activeElement;
    return Date.now() - typed < WRITES && focus?.matches('textarea') ? 'writing' : 'looking';
  }

  function beat(what) {
    const page = mine(), csrf = document.querySelector('input[name=csrf]')?.value;
    if (!page || !csrf) return;
    const words = new URLSearchParams({ csrf, doing: what });
    if (what === 'gone') navigator.sendBeacon(page.dataset.attend, words);
    else fetch(page.dataset.attend, { method: 'POST', body: words, credentials: 'same-origin' }).catch(() => {});
    told = what;
  }

  addEventListener('input', (event) => {
    if (!event.target.matches?.('[data-attend] textarea')) return;
    typed = Date.now();
    if (told !== 'writing' && !document.hidden) beat('writing');
  });
  addEventListener('pagehide', () => { if (told && told !== 'gone') beat('gone'); });
  setInterval(() => { if (!document.hidden && mine()) beat(doing()); }, BEAT);
  if (!document.hidden && mine()) beat('looking');

  addEventListener('desk:presence', (event) => {
    for (const { number, people } of event.detail) {
      const words = people.map(({ name, doing }) => (say[doing] || '').replace('{name}', name)).join(' · ');
      document.querySelectorAll(`[data-presence="${CSS.escape(number)}"]`).forEach((place) => {
        if (place.textContent !== words) place.textContent = words;
      });
    }
  });
})();
