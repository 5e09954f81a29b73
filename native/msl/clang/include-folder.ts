import { join } from 'node:path';
import { packageRoot } from '../../device/root.ts';

/** Where the MSL headers are. */
export const INCLUDE_FOLDER = join(packageRoot(), 'native/include');
