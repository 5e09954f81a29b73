import type { Listen, Send } from './messages.ts';

const STYLE = `
  dialog { width: min(560px, 80vw); padding: 24px; border: 1px solid light-dark(#c3cad2, #363d46);
    border-radius: 8px; font: 13px system-ui, sans-serif; color: light-dark(#14181d, #e8ebee);
    background: light-dark(#ffffff, #191d22); color-scheme: light dark; }
  dialog::backdrop { background: rgb(0 0 0 / 40%); }
  h2 { margin: 0 0 16px; font-size: 16px; }
  label { display: block; margin-bottom: 8px; }
  input { box-sizing: border-box; width: 100%; padding: 8px; font: 13px ui-monospace, monospace; }
  footer { display: flex; justify-content: flex-end; gap: 8px; margin-top: 24px; }
  button { padding: 6px 16px; font: inherit; }`;

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/**
 * Plays the file dialogs: a modal dialog in the window asks for a path. It is in a closed shadow tree of this world,
 * out of reach of the page's code and styles.
 */
export function askPath(send: Send, listen: Listen): void {
  listen((message) => {
    if (message.kind !== 'ask-path') return;
    const host = document.createElement('div');
    const shadow = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];

    const input = element('input', { value: message.suggestion, spellcheck: false, required: true });
    const label = element('label', { textContent: 'Path of the file' }, input);
    const cancel = element('button', { type: 'button', textContent: 'Cancel' });
    const accept = element('button', { type: 'submit', textContent: message.button });
    const form = element('form', { method: 'dialog' }, label, element('footer', {}, cancel, accept));
    const heading = element('h2', { textContent: message.title });
    const dialog = element('dialog', { ariaLabel: message.title, returnValue: '' }, heading, form);

    let path: string | null = null;
    form.addEventListener('submit', () => {
      path = input.value;
    });
    cancel.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => {
      host.remove();
      send({ kind: 'path', id: message.id, path });
    });
    // Keys typed here are not the page's shortcuts.
    dialog.addEventListener('keydown', (event) => event.stopPropagation());
    shadow.append(dialog);
    document.documentElement.append(host);
    dialog.showModal();
    input.select();
  });
}
