import { later } from '../../widgets/later.tsx';

/** The view of MSL source, whose code comes later. */
export const CodeViewer = later(async () => (await import('./code-viewer.tsx')).CodeViewer);
