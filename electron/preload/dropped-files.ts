import { ipcRenderer, webUtils } from 'electron';

/**
 * Opens the files that are dropped on the window. Their paths are read here, so that the page's own code can name no
 * file; run.opened tells it what came of them.
 */
export function watchDrops(): void {
  window.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Otherwise the window would show the file instead of its page.
    event.preventDefault();
    const paths = [...event.dataTransfer.files].map((file) => webUtils.getPathForFile(file) || file.name);
    if (paths.length > 0) ipcRenderer.invoke('runs.open', { paths }).catch(console.error);
  });
}
