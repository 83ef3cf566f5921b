// Files of a form: chosen, pasted, dropped or taken with the camera, made smaller if they are large photos, sent in parts
// while one still types (upload.js), each with its own line. Without this file they go along with the form.
//
//   data-files       on the field; its texts stand in its other data attributes, the line of a file in its <template>
//   data-original    on the tick that says that photos are sent as they are
(() => {
  'use strict';
  const desk = (window.desk = window.desk || {});
  const LONGEST = 2000, QUALITY = 0.8, MOST = 10, PATIENCE = 8000;
  // By the address the form is sent to: a page that shows the form again keeps its files.
  const lists = new Map();
  const targetOf = (form) => form?.getAttribute('action');
  const fieldOf = (form) => form?.querySelector('[data-files]');
  const listOf = (form) => {
    if (!lists.has(targetOf(form))) lists.set(targetOf(form), []);
    return lists.get(targetOf(form));
  };

  desk.files = {
    has: (form) => !!fieldOf(form) && listOf(form).length > 0,
    // The ids of all files once each is there; fails as upload.js does, and with { line: true } if the line stays away.
    ready: async (form) => {
      const list = listOf(form);
      for (const one of list) {
        const late = new Promise((_, reject) => {
          one.late = () => { if (one.stuck && Date.now() - one.stuck > PATIENCE) reject({ line: true }); };
          one.clock = setInterval(one.late, 500);
        });
        try { await Promise.race([one.going, late]); } finally { clearInterval(one.clock); }
        if (one.failed) throw { words: fieldOf(form).dataset.mend, signIn: one.failed.signIn, field: true };
      }
      return list.map((one) => one.id);
    },
    // What is kept of them where the line stays away.
    take: (form) => listOf(form).map((one) => ({ id: one.id || '', name: one.name, blob: one.blob || one.file })),
    adopt: (form, files) => { clear(form); files.forEach((file) => add(form, new File([file.blob], file.name, { type: file.blob.type }), file.id)); },
    clear,
  };

  function clear(form) {
    listOf(form).forEach((one) => one.control.abort());
    lists.delete(targetOf(form));
    const field = fieldOf(form);
    if (field) { field.querySelector('.sending').replaceChildren(); field.removeAttribute('data-held'); }
  }

  function size(bytes) {
    const [value, unit] = bytes < 1048576 ? [Math.ceil(bytes / 1024), 'KB'] : [bytes / 1048576, 'MB'];
    return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
  }

  function add(form, file, id) {
    const field = fieldOf(form), list = listOf(form);
    if (list.length >= MOST) { dispatchEvent(new CustomEvent('desk:toast', { detail: field.dataset.many })); return; }
    const one = { file, name: file.name || 'lampiran', id, control: new AbortController() };
    list.push(one);
    show(form, one);
    start(form, one);
  }

  function show(form, one) {
    const field = fieldOf(form);
    one.line = field.querySelector('template').content.firstElementChild.cloneNode(true);
    one.line.one = one;
    if (one.file.type.startsWith('image/')) {
      const picture = document.createElement('img');
      picture.alt = '';
      picture.src = URL.createObjectURL(one.file);
      picture.onload = () => URL.revokeObjectURL(picture.src);
      one.line.prepend(picture);
    }
    field.querySelector('.sending').append(one.line);
    field.setAttribute('data-held', '');
    tell(one, one.words || '');
    one.line.querySelector('progress').value = one.share || 0;
    one.line.classList.toggle('bad', !!one.failed);
  }

  function tell(one, words) {
    one.words = words;
    one.line.querySelector('.said').textContent = words;
    const [name, weight] = one.line.querySelector('.sending-name').children;
    name.textContent = one.name;
    weight.textContent = size((one.blob || one.file).size);
  }

  function start(form, one) {
    one.failed = null;
    one.going = send(form, one).catch((error) => {
      if (error.gone) return;
      one.failed = error;
      const field = fieldOf(form) || {}, say = field.dataset || {};
      tell(one, error.words || (error.signIn ? say.signin : String(error)));
      one.line.classList.add('bad');
    });
  }

  async function send(form, one) {
    const say = { ...fieldOf(form).dataset };
    tell(one, say.preparing);
    const original = fieldOf(form).querySelector('[data-original]').checked;
    const before = one.file.size;
    const made = original ? null : await smaller(one.file);
    one.blob = made?.blob || one.file;
    one.name = made?.name || one.name;
    if (one.blob.size > Number(say.max) * 1048576) throw { words: say.large };
    tell(one, say.sending);
    const { id } = await desk.upload(one.blob, {
      target: targetOf(form), name: one.name, id: one.id, signal: one.control.signal,
      tell: (news) => {
        if (news.waiting) { one.stuck = one.stuck || Date.now(); tell(one, say.waiting); return; }
        if (news.id) one.id = news.id;
        if (one.stuck) { one.stuck = 0; tell(one, say.sending); }
        one.share = news.sent / news.size;
        one.line.querySelector('progress').value = one.share;
      },
    });
    one.id = id;
    one.share = 1;
    one.line.querySelector('progress').value = 1;
    one.line.classList.add('ready');
    tell(one, made ? say.smaller.replace('{size}', size(before)) : say.ready);
  }

  // A large photo as a smaller one, upright, and without what it tells of place and camera; nothing if it may stay as it is.
  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp|bmp)$/.test(file.type)) return null;
    let picture;
    try { picture = await createImageBitmap(file, { imageOrientation: 'from-image' }); } catch { return null; }
    const share = LONGEST / Math.max(picture.width, picture.height);
    if (share >= 1) { picture.close(); return null; }
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    const pen = canvas.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, file.type === 'image/jpeg' ? 'image/jpeg' : 'image/webp', QUALITY));
    if (!blob || blob.size >= file.size) return null;
    const ending = { 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/png': 'png' }[blob.type];
    return { blob, name: `${file.name.replace(/\.[^.]*$/, '')}.${ending}` };
  }

  addEventListener('change', (event) => {
    const field = event.target.closest?.('[data-files]'), form = event.target.form;
    if (!field || !form) return;
    if (event.target.type === 'file') {
      const chosen = [...event.target.files];
      event.target.value = '';
      chosen.forEach((file) => add(form, file));
    } else if (event.target.matches('[data-original]')) {
      // Photos that were chosen before are sent again as is said now.
      for (const one of listOf(form).filter((one) => /^image\//.test(one.file.type))) {
        one.control.abort();
        Object.assign(one, { control: new AbortController(), id: '', name: one.file.name, blob: null, share: 0, stuck: 0 });
        one.line.classList.remove('ready', 'bad');
        one.line.querySelector('progress').value = 0;
        start(form, one);
      }
    }
  });

  addEventListener('click', (event) => {
    const line = event.target.closest?.('.sending button')?.closest('li');
    if (!line) return;
    const form = line.closest('form'), list = listOf(form), one = line.one;
    one.control.abort();
    list.splice(list.indexOf(one), 1);
    line.remove();
    if (!list.length) fieldOf(form).removeAttribute('data-held');
    const csrf = document.querySelector('input[name=csrf]')?.value;
    if (one.id && csrf) fetch(`/uploads/${one.id}`, { method: 'DELETE', credentials: 'same-origin', headers: { 'X-Csrf': csrf } }).catch(() => {});
    fieldOf(form).querySelector('input[type=file]').focus();
  });

  const formAt = (event) => { const form = event.target.closest?.('form'); return fieldOf(form) ? form : null; };

  addEventListener('paste', (event) => {
    const form = formAt(event), files = [...(event.clipboardData?.files || [])];
    if (!form || !files.length) return;
    event.preventDefault();
    unfold(form);
    files.forEach((file, index) => {
      const pasted = file.type.startsWith('image/') && /^image\.\w+$/.test(file.name);
      add(form, pasted ? new File([file], `tangkapan-layar-${listOf(form).length + index + 1}.${file.name.split('.').pop()}`, { type: file.type }) : file);
    });
  });

  const carries = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
  addEventListener('dragover', (event) => {
    const form = formAt(event);
    if (!form || !carries(event)) return;
    event.preventDefault();
    form.classList.add('dropping');
  });
  for (const end of ['dragleave', 'drop']) addEventListener(end, (event) => event.target.closest?.('form')?.classList.remove('dropping'));
  addEventListener('drop', (event) => {
    const form = formAt(event);
    if (!form || !carries(event)) return;
    event.preventDefault();
    unfold(form);
    [...event.dataTransfer.files].forEach((file) => add(form, file));
  });

  function unfold(form) { const fold = fieldOf(form).closest('details'); if (fold) fold.open = true; }

  function prepare() {
    document.querySelectorAll('[data-files]').forEach((field) => {
      field.querySelectorAll('.scripted').forEach((part) => { part.hidden = false; });
      const form = field.closest('form'), list = lists.get(targetOf(form));
      if (!list?.length || field.querySelector('.sending').children.length) return;
      unfold(form);
      list.forEach((one) => show(form, one));
    });
  }

  addEventListener('desk:renewed', prepare);
  prepare();
})();
