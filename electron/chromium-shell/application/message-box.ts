import type { MessageBoxOptions } from 'electron';

const STYLE = `
  :root { color-scheme: light dark; font: 13px system-ui, sans-serif; }
  body { display: grid; place-content: center; min-height: 100vh; margin: 0; }
  main { max-width: 560px; padding: 24px; }
  h1 { margin: 0 0 16px; font-size: 16px; }
  p { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
  input { box-sizing: border-box; width: 100%; margin-top: 8px; padding: 8px; font: 13px ui-monospace, monospace; }
  footer { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 24px; }
  button { padding: 6px 16px; font: inherit; }`;

/** A message box, perhaps with a field to write in. */
export interface Box extends MessageBoxOptions {
  field?: { readonly label: string; readonly text: string };
}

/** The number of the button that was pressed, and what the field holds. */
interface Answer {
  response: number;
  text: string;
}

/** What a box needs of the page that it is shown in. */
interface BoxPage {
  isClosed(): boolean;
  once(event: 'close', listener: () => void): unknown;
  evaluate<Argument, Result>(
    run: (argument: Argument) => Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
}

/** Plays a message box in a page that shows nothing else. A closed page cancels. */
export async function askInPage(page: BoxPage, box: Box): Promise<Answer> {
  if (page.isClosed()) throw new Error(`chromium-shell: no page is left to ask in: ${box.message}`);
  const {
    title = '',
    message,
    detail = '',
    buttons = ['OK'],
    defaultId = 0,
    cancelId = 0,
    field = null,
  } = box;
  const shown = { title, message, detail, buttons, defaultId, field, style: STYLE };
  const closed = new Promise<Answer>((cancel) =>
    page.once('close', () => cancel({ response: cancelId, text: '' })),
  );
  return Promise.race([closed, page.evaluate(drawBox, shown).catch(() => closed)]);
}

/** Runs in the page. */
function drawBox(shown: {
  title: string;
  message: string;
  detail: string;
  buttons: string[];
  defaultId: number;
  field: { label: string; text: string } | null;
  style: string;
}): Promise<Answer> {
  const add = (parent: Element, name: string, text: string) =>
    parent.appendChild(Object.assign(document.createElement(name), { textContent: text }));
  document.title = shown.title;
  add(document.head, 'style', shown.style);
  const box = add(document.body, 'main', '');
  box.setAttribute('role', 'alertdialog');
  box.setAttribute('aria-label', shown.message);
  add(box, 'h1', shown.message);
  add(box, 'p', shown.detail);
  const input = document.createElement('input');
  if (shown.field) {
    add(box, 'label', shown.field.label).append(input);
    input.value = shown.field.text;
  }
  const footer = add(box, 'footer', '');
  return new Promise((choose) => {
    for (const [number, label] of shown.buttons.entries()) {
      const button = add(footer, 'button', label);
      button.addEventListener('click', () => {
        document.body.replaceChildren();
        choose({ response: number, text: input.value });
      });
      if (number === shown.defaultId) button.focus();
    }
    if (shown.field) input.select();
  });
}
