// The bundle with which the command line draws: dist/picture.cjs.
import type { Run } from '../electron/ipc/types.ts';
import { chartSvg } from './picture/chart-svg.tsx';
import { tokensOf } from './picture/standalone.ts';
import tokens from './styles/tokens.css';

/** See chartSvg(). */
export const drawChart = (run: Run, address: string): string => chartSvg(run, address, tokensOf(tokens));
