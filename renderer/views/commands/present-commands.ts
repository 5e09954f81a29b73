import type { PictureType } from '../../picture/save-picture.tsx';
import { focusedPane } from '../shell/focus-pane.ts';
import { type Command, hasRun } from './command.ts';

// What draws pictures comes later than the page.
const pictures = () => import('../../picture/save-picture.tsx');

function savePicture(type: PictureType): Command {
  return {
    id: `save-${type}`,
    label: `Save view as ${type.toUpperCase()}…`,
    group: 'Slides',
    // A report has nobody who prints.
    ...(type !== 'pdf' && { inReport: true }),
    enabled: hasRun,
    run: async (state) => (await pictures()).saveView(state, type),
  };
}

/** Commands for views that are saved, presented and exported: a slide each, of 16:9. */
export const PRESENT_COMMANDS: readonly Command[] = [
  {
    id: 'save-view',
    label: 'Save view as slide; from the MSL, its text',
    group: 'Slides',
    enabled: hasRun,
    run: (state) => void state.saveView(focusedPane() === 'msl' ? 'msl' : 'view'),
  },
  {
    id: 'present',
    label: 'Present',
    group: 'Slides',
    inReport: true,
    enabled: hasRun,
    run: (state) => (state.presenting ? state.endPresentation() : void state.present()),
  },
  savePicture('png'),
  savePicture('svg'),
  savePicture('pdf'),
  {
    id: 'save-csv',
    label: 'Save shown figures as CSV…',
    group: 'Slides',
    inReport: true,
    enabled: hasRun,
    run: async (state) => (await pictures()).saveCsv(state),
  },
  {
    id: 'copy-picture',
    label: 'Copy picture of view',
    group: 'Slides',
    inReport: true,
    enabled: hasRun,
    run: async (state) => (await pictures()).copyPicture(state),
  },
  {
    id: 'save-slides',
    label: 'Save slides as PDF…',
    group: 'Slides',
    enabled: ({ run }) => (run?.story?.length ?? 0) > 0,
    run: async (state) => (await pictures()).saveSlides(state),
  },
];
