/** `npm run bench`: how fast MSL runs on this CPU, beside the BLAS of the machine. */
import { benchCompilation } from './bench/compilation.ts';
import { benchSgemm } from './bench/sgemm.ts';
import { benchSynchronisation } from './bench/synchronisation.ts';
import { native } from './index.ts';

const [device] = await native.devices();
console.log(`${device?.name}, ${device?.threads} threads`);
for (const [name, version] of Object.entries(native.versions())) console.log(`  ${name}: ${version}`);
await benchCompilation();
await benchSynchronisation();
await benchSgemm();
