// Sends a file in parts, and goes on where the line broke off: also on another day, if it is the same file for the same form.
//
//   desk.upload(blob, { target, name, id, tell, signal, once })   → { id }, once the desk has all of it and accepts it
//
// It fails with { words } (not accepted), { signIn: true } (the session has ended), { line: true } (only if `once`: without
// it a dropped line is waited for), or { gone: true } (stopped by `signal`).
(() => {
  'use strict';
  const desk = (window.desk = window.desk || {});
  if (desk.upload) return;
  const PART = 256 * 1024, STALL = 30000, LONGEST = 30000;

  desk.upload = async (blob, { target, name, id, tell = () => {}, signal, once = false }) => {
    const bytes = await blob.arrayBuffer();
    const digest = hex(await sha256(bytes));
    let slot = null, ask = id || '', failures = 0, damaged = 0;
    for (;;) {
      if (signal?.aborted) throw { gone: true };
      let answer;
      try {
        if (ask) answer = await call('GET', `/uploads/${ask}`, { signal });
        else if (!slot) answer = await call('POST', '/uploads', { signal, body: new URLSearchParams({ csrf: csrf(), target, name, size: blob.size, sha256: digest }) });
        else {
          const from = slot.offset, to = Math.min(from + PART, blob.size);
          answer = await call('PATCH', `/uploads/${slot.id}`, {
            signal, body: bytes.slice(from, to), headers: { 'Content-Type': 'application/octet-stream', 'Upload-Offset': from, 'X-Csrf': csrf() },
            progress: (sent) => tell({ sent: Math.min(from + sent, blob.size), size: blob.size }),
          });
        }
      } catch { answer = { status: 0 }; }
      const { status, said } = answer;
      if (signal?.aborted) throw { gone: true };
      if (status === 0 || status >= 500 || status === 429 || status === 409 || (status === 400 && slot)) {
        failures += 1;
        if (once && failures > 2) throw { line: true };
        if (slot) ask = slot.id;
        tell({ waiting: true });
        await pause(Math.min(LONGEST, 500 * 2 ** Math.min(failures, 6)), signal);
        continue;
      }
      if (status === 401 || /forged_form/.test(said?.type || '')) throw { signIn: true };
      if (status === 404 && (ask || slot)) { ask = ''; slot = null; continue; }
      if (status === 415 && slot && damaged < 2) { damaged += 1; ask = slot.id; continue; }
      if (status >= 400) throw { words: said?.errors?.[0]?.message || said?.detail || String(status) };
      failures = 0;
      ask = '';
      slot = said;
      tell({ id: slot.id, sent: slot.offset, size: blob.size });
      if (slot.state === 'refused') throw { words: slot.problem };
      if (slot.state !== 'receiving') return { id: slot.id };
    }
  };

  const csrf = () => document.querySelector('input[name=csrf]')?.value || '';

  // XMLHttpRequest, because it tells how much of a part is on its way. A line on which nothing moves is given up.
  function call(method, url, { body, headers = {}, progress, signal }) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let stall;
      const moves = () => { clearTimeout(stall); stall = setTimeout(() => request.abort(), STALL); };
      const ended = () => { clearTimeout(stall); signal?.removeEventListener('abort', stop); };
      const stop = () => request.abort();
      request.open(method, url);
      request.setRequestHeader('Accept', 'application/json');
      request.setRequestHeader('Accept-Language', document.documentElement.lang);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => { moves(); progress?.(event.loaded); };
      request.onload = () => {
        ended();
        let said = null;
        try { said = JSON.parse(request.responseText); } catch { /* a bare status */ }
        resolve({ status: request.status, said });
      };
      request.onerror = request.onabort = () => { ended(); reject(new Error('line')); };
      signal?.addEventListener('abort', stop);
      moves();
      request.send(body);
    });
  }

  // Waits, but no longer than until the line is back.
  function pause(time, signal) {
    return new Promise((resolve) => {
      const go = () => { clearTimeout(timer); removeEventListener('online', go); signal?.removeEventListener('abort', go); resolve(); };
      const timer = setTimeout(go, time);
      addEventListener('online', go);
      signal?.addEventListener('abort', go);
    });
  }

  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

  // Browsers hash for pages that came over https alone; an office's own network may have none.
  const sha256 = (buffer) => (window.crypto?.subtle ? crypto.subtle.digest('SHA-256', buffer) : desk.sha256(buffer));

  desk.sha256 = (buffer) => {
    const roots = [], sums = [], primes = [], whole = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
    for (let n = 2; roots.length < 64; n += 1) {
      if (primes.some((prime) => n % prime === 0)) continue;
      primes.push(n);
      if (sums.length < 8) sums.push(whole(Math.sqrt(n)));
      roots.push(whole(Math.cbrt(n)));
    }
    const length = buffer.byteLength, padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
    padded.set(new Uint8Array(buffer));
    padded[length] = 128;
    const view = new DataView(padded.buffer), turn = (x, n) => (x >>> n) | (x << (32 - n)), words = new Int32Array(64);
    view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(padded.length - 4, (length << 3) >>> 0);
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 64; i += 1) {
        if (i < 16) { words[i] = view.getInt32(at + 4 * i); continue; }
        const [x, y] = [words[i - 15], words[i - 2]];
        words[i] = words[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + words[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = sums;
      for (let i = 0; i < 64; i += 1) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + roots[i] + words[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((sum, i) => { sums[i] = (sums[i] + sum) | 0; });
    }
    const out = new DataView(new ArrayBuffer(32));
    sums.forEach((sum, i) => out.setInt32(4 * i, sum));
    return out.buffer;
  };
})();
