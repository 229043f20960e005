// What the page does by itself: it opens articles, edits a reading, keeps a rating, writes files.
// Runs once, as `js_on_load` of the conversation; `trigger`, `server` and `watch` are Gradio's.
const $ = (selector, root = document) => root.querySelector(selector);
const panel = $('#panel');
const narrow = matchMedia('(max-width: 900px)');
let opener = null; // what was clicked to open the article

document.body.append(panel); // beside the page, so that the page can be put to sleep behind it

const conversation = () => $('.conversation').dataset;
const turnOf = (node) => Number(node.closest('[data-turn]')?.dataset.turn);

async function open(button, html) {
  panel.innerHTML = await html;
  panel.hidden = false;
  opener = button;
  document.body.classList.add('reading');
  $('gradio-app').inert = narrow.matches;
  const quote = $('#quote', panel);
  (quote ?? panel).scrollIntoView({ block: quote ? 'center' : 'start' });
  (quote ?? $('h2', panel))?.focus({ preventScroll: true });
}

function close() {
  panel.hidden = true;
  panel.innerHTML = '';
  document.body.classList.remove('reading');
  $('gradio-app').inert = false;
  opener?.isConnected && opener.focus();
}

// The quote over a chip stays within the page.
function place(chip) {
  const quote = $('.quote', chip);
  quote.style.removeProperty('--shift');
  const room = $('#turns').getBoundingClientRect();
  const { left, right } = quote.getBoundingClientRect();
  quote.style.setProperty('--shift', `${Math.max(room.left - left, 0) + Math.min(room.right - right, 0)}px`);
}

function edit(turn) {
  const form = $('form.editing', turn);
  form.hidden = !form.hidden;
  turn.querySelectorAll('.reading [data-do=edit]').forEach((b) => b.setAttribute('aria-expanded', String(!form.hidden)));
  (form.hidden ? $('.reading [data-do=edit]', turn) : form.elements.standalone).focus();
}

async function copy(turn) {
  await navigator.clipboard.writeText($('template.copied', turn).content.textContent);
  say(turn, 'Copied.');
}

function say(turn, words) {
  $('.said', turn).textContent = words;
}

async function rate(turn, good, comment) {
  const { collection, session } = conversation();
  say(turn, await server.rate({ collection, session, turn: turnOf(turn), good, comment }));
}

function thumb(turn, button) {
  const withdrawn = button.getAttribute('aria-pressed') === 'true';
  for (const each of turn.querySelectorAll('[data-do=rate]')) each.setAttribute('aria-pressed', String(each === button && !withdrawn));
  $('form.comment', turn).hidden = withdrawn;
  rate(turn, withdrawn ? null : button.dataset.good, $('form.comment', turn).elements.comment.value);
}

// Questions to go on with: those of the last answer, however long others take to be thought of.
let suggesting = 0;

function unsuggest() {
  suggesting += 1;
  $('#suggested').replaceChildren();
}

async function suggest() {
  unsuggest();
  const mine = suggesting;
  await new Promise(requestAnimationFrame); // what changes together asks once
  if (mine !== suggesting) return;
  const html = await server.suggest({ ...conversation() }).catch(() => '');
  if (mine === suggesting) $('#suggested').innerHTML = html;
}

document.addEventListener('articles', suggest);

async function save(button) {
  const { collection } = conversation();
  const { session, form } = button.dataset;
  const { text, error } = await server.export({ collection, session, form });
  if (error) return alert(error);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: form === 'json' ? 'application/json' : 'text/markdown' }));
  link.download = `conversation-${session.slice(0, 8)}.${form === 'json' ? 'json' : 'md'}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function rename({ session, title }) {
  const given = prompt('Name of the conversation', title);
  if (given?.trim()) trigger('rename_session', { session, title: given.trim() });
}

const actions = {
  cite: (b) => open(b, server.cite({ ...conversation(), turn: b.dataset.turn, number: b.dataset.number })),
  read: (b) => open(b, server.read({ ...conversation(), ...b.dataset })),
  close,
  edit: (b) => edit(b.closest('.turn')),
  again: (b) => trigger('ask_again', { standalone: b.dataset.standalone }),
  ask: (b) => trigger('ask_this', { question: b.dataset.question }),
  copy: (b) => copy(b.closest('.turn')),
  rate: (b) => thumb(b.closest('.turn'), b),
  open: (b) => trigger('open_session', { session: b.dataset.session }),
  rename: (b) => rename(b.dataset),
  delete: (b) => confirm(`Delete “${b.dataset.title}”?`) && trigger('delete_session', { session: b.dataset.session }),
  export: save,
  remove: (b) => trigger('remove_article', { article: b.dataset.article }),
  restore: () => trigger('restore_article', {}),
  page: (b) => trigger('turn_to', { offset: b.dataset.offset }),
};

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-do]');
  if (!button) return;
  try {
    await actions[button.dataset.do](button);
  } catch {
    stopped();
  }
});

for (const over of ['mouseover', 'focusin']) {
  document.addEventListener(over, ({ target }) => {
    const chip = target.closest?.('.chip');
    if (chip) place(chip);
  });
}

document.addEventListener('submit', (event) => {
  const { form } = event.target.dataset;
  if (!form) return;
  event.preventDefault();
  const turn = event.target.closest('.turn');
  if (form === 'again') trigger('ask_again', { standalone: event.target.elements.standalone.value });
  if (form === 'comment') {
    const pressed = $('[data-do=rate][aria-pressed=true]', turn);
    if (pressed) rate(turn, pressed.dataset.good, event.target.elements.comment.value);
  }
});

// One question at a time: what is typed meanwhile stays in the box.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.target !== box()) return;
  if (!event.repeat && !document.body.classList.contains('asking')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  if (!panel.hidden) close();
  else event.target.closest?.('.chip')?.blur();
});

if (narrow.matches) $('.sidebar .toggle-button')?.click(); // it would cover a phone's page

// A question that is on its way survives a server that does not: Gradio reloads the page when it
// is back, and the words are in the box again.
const DRAFT = 'qa-question';
const box = () => $('#question textarea');
let watching = null;

function stopped() {
  $('#live .progress')?.replaceChildren('The assistant has stopped, and this answer with it.');
  document.body.classList.add('stopped');
  const told = $('#stopped');
  told.hidden = false;
  told.textContent = 'The assistant does not respond. Start it again with `qa ui`: the conversation is kept, and your question will be back in its box.';
}

async function alive() {
  const pending = $('#live .pending');
  document.body.classList.toggle('asking', Boolean(pending));
  if (!pending && !document.body.classList.contains('stopped')) return;
  const answer = await fetch('healthz', { cache: 'no-store' }).catch(() => null);
  if (!answer) stopped();
}

new MutationObserver(() => {
  const pending = $('#live .pending');
  document.body.classList.toggle('asking', Boolean(pending));
  if (pending && !pending.dataset.again) sessionStorage.setItem(DRAFT, pending.dataset.question);
  if (pending && !watching) {
    watching = setInterval(alive, 1000);
    unsuggest();
  }
  if (!pending && watching && !document.body.classList.contains('stopped')) {
    watching = clearInterval(watching) ?? null;
    sessionStorage.removeItem(DRAFT);
    suggest();
  }
}).observe($('#live'), { childList: true, subtree: true, attributes: true });

const draft = sessionStorage.getItem(DRAFT);
let restored = false;

watch('value', () => {
  suggest();
  $('.conversation .turn:last-child')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  if (restored) return;
  restored = true; // the page is whole only now
  sessionStorage.removeItem(DRAFT);
  if (!draft) return;
  box().value = draft;
  box().dispatchEvent(new Event('input', { bubbles: true }));
});
