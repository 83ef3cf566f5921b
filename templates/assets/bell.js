// The figure at the bell stays true while a page is open: the desk says it over the line that live.js holds, and where there is
// no line it is asked for now and then. Without this file it is what it was when the page was loaded.
(() => {
  'use strict';
  const OFTEN = 30000, MOST = 100;
  const bell = () => document.querySelector('a.bell');

  function show(count) {
    const link = bell(), part = link?.querySelector('[data-unread]');
    if (!part) return;
    const words = count < MOST ? String(count) : `${MOST - 1}+`, figure = part.querySelector('.count');
    if (figure.textContent === words && part.hidden === !count) return;
    figure.textContent = words;
    part.hidden = !count;
    const said = document.querySelector('[data-bell-said]');
    if (said && count) said.textContent = link.textContent.replace(/\s+/g, ' ').trim();
  }

  // The page of the lines has the figure too.
  async function ask() {
    if (document.hidden || !bell() || document.documentElement.hasAttribute('data-line')) return;
    try {
      const answer = await fetch('/notifications', { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const part = page.querySelector('a.bell [data-unread]');
      if (part) show(part.hidden ? 0 : parseInt(part.querySelector('.count').textContent, 10) + (part.textContent.includes('+') ? 1 : 0));
    } catch { /* the next round tries again */ }
  }

  addEventListener('desk:unread', (event) => show(event.detail));
  setInterval(ask, OFTEN);
  addEventListener('pageshow', (event) => { if (event.persisted) ask(); });
})();
