// What tests of edited copies share.
import type { Page } from './window.ts';

/** The heart of the kernel. */
export const PRODUCT = 'simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);';

/** Replaces the text in the editor, as pasting does. */
export async function paste(page: Page, text: string) {
  await page.getByTestId('copy-editor').locator('.cm-content').focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** What is said about the copy. */
export const status = (page: Page) => page.getByTestId('copy-status');
/** How it did when it was timed. */
export const verdict = (page: Page) => page.getByTestId('copy-verdict');

/** The text of the last cell of a contender in the newest run, from which a copy begins. */
export function originalText(page: Page, contender: string): Promise<string> {
  return page.evaluate(async (name) => {
    const { invoke } = (window as unknown as { tilescope: Api }).tilescope;
    const [{ id }] = (await invoke('runs.list')).value;
    const { cells } = (await invoke('runs.get', { runId: id })).value;
    const last = cells.findLast((cell: { contender: string }) => cell.contender === name);
    const opened = await invoke('edit.open', { runId: id, cellId: last.id });
    return opened.value.texts[0];
  }, contender);
}

/** What the window offers its page. */
export interface Api {
  // biome-ignore lint/suspicious/noExplicitAny: only tests call it so
  invoke(channel: string, request?: object): Promise<{ value: any }>;
}
